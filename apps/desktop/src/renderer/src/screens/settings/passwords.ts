/** Shorter ones the agent refuses. */
export const LEAST_PASSWORD = 10;
