import { sqlStates } from '../database/error-chain.ts';

// unique_violation, deadlock_detected, serialization_failure
const COLLISIONS: ReadonlySet<string> = new Set(['23505', '40P01', '40001']);

const TRIES = 5;

/**
 * Whether a statement failed only because it met another one that wanted the same rows at the same time: nothing of it was
 * kept, and the same statement once more finds the other one's work done.
 */
export function isCollision(error: unknown): boolean {
  return sqlStates(error).some((state) => COLLISIONS.has(state));
}

/** Runs a statement, and again when it collided. Each collision means that another one got through. */
export async function againOnCollision<T>(statement: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await statement();
    } catch (error) {
      if (tries === TRIES || !isCollision(error)) throw error;
    }
  }
}
