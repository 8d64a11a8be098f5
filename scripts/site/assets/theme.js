// Before anything is drawn: the choice of an earlier page, else the system's.
try {
  const chosen = localStorage.getItem('theme');
  if (chosen) document.documentElement.style.colorScheme = chosen;
} catch {
  // Without storage the system's choice stays.
}
