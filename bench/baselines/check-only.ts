import { serveWebhooks } from './endpoint.ts';

// Checks and parses each webhook and stores nothing: what is answered here is lost with the process.
await serveWebhooks(async () => {});
