import { html, raw } from 'hono/html';
import { LONGEST_NAME, type Manifest } from './manifest.ts';

type Html = ReturnType<typeof html>;

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; color: #1f2328 }
  label { display: block; margin: 1rem 0 } input { display: block; width: 100%; font: inherit; padding: .4rem }
  small { color: #59636e } button { font: inherit; padding: .5rem 1rem } li { margin: .6rem 0; overflow-wrap: anywhere }
`;

function page(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head><meta charset="utf-8" /><title>${title}</title><style>${raw(STYLE)}</style></head>
      <body><h1>${title}</h1>${content}</body>
    </html>`;
}

/** Asks for what only a person knows. */
export function questions(): Html {
  return page(
    'Register Sallyport on GitHub',
    html`<p>Be signed in to GitHub in this browser, as an owner of the organisation.</p>
      <form action="/review">
        <label>Organisation <input name="owner" required pattern="[A-Za-z0-9\\-]{1,39}" autofocus /></label>
        <label>Address where GitHub reaches this service
          <input name="publicUrl" type="url" required placeholder="https://sallyport.example.com" />
          <small>Can be changed later on the app's page.</small></label>
        <label>Name of the app
          <input name="name" required maxlength="${LONGEST_NAME}" placeholder="sallyport-example" />
          <small>Unique on all of GitHub.</small></label>
        <button>Go on</button>
      </form>`,
  );
}

/** Shows what will be asked of GitHub, and asks it: the form goes to GitHub itself, with the person's own session. */
export function review(manifest: Manifest, action: string): Html {
  const permissions = Object.entries(manifest.default_permissions).map(
    ([name, level]) => html`<li>${name}: ${level}</li>`,
  );
  return page(
    `Register ${manifest.name}`,
    html`<p>Webhooks go to ${manifest.hook_attributes.url}. The app may</p>
      <ul>${permissions}</ul>
      <p>and is told of ${manifest.default_events.join(', ')}.</p>
      <form action="${action}" method="post">
        <input type="hidden" name="manifest" value="${JSON.stringify(manifest)}" />
        <button>Register it on GitHub</button>
      </form>`,
  );
}

export function done(steps: readonly string[]): Html {
  return page(
    'Registered',
    html`<p>The service is starting. What is left to do:</p><ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>`,
  );
}

export function failure(message: string): Html {
  return page('That did not work', html`<p>${message}</p><p><a href="/">Start again</a></p>`);
}
