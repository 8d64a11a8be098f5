import fc from 'fast-check';

/** The same examples every time, so that a change is judged by what it changed; `npm run fuzz` and FC_SEED look further. */
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20_261_121) });
