services = {
  web    = { port = 8080, public = true, extra = { metrics = "9090" } }
  api    = { port = 8081, callers = ["web"] }
  worker = { port = 8082, callers = ["web", "api"], protocols = ["tcp", "udp"] }
  db     = { port = 5432, callers = ["api", "worker"] }
}
