import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { serveWebhooks } from './endpoint.ts';

// Stores each webhook by one INSERT of its own, through a pool of 20 connections.
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
await pool.query(`
  CREATE TABLE webhooks (
    id uuid PRIMARY KEY,
    webhook_id text NOT NULL UNIQUE,
    body bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
  )`);
await serveWebhooks(async ({ id, body }) => {
  await pool.query('INSERT INTO webhooks (id, webhook_id, body) VALUES ($1, $2, $3)', [randomUUID(), id, body]);
});
