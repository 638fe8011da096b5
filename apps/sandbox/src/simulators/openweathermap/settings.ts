export type OpenWeatherMapSettings = {
  apiKey: string;
  /** Calls a minute of the account's plan, counted over all its keys. */
  callsPerMinute: number;
  /** The place nearest to whatever coordinates are asked about. */
  city: { id: number; name: string; country: string; population: number };
  /** Seconds from UTC. */
  timezone: number;
};

/** What the practice profile uses; the key is not a real one. */
export const OPENWEATHERMAP_PRACTICE: OpenWeatherMapSettings = {
  apiKey: 'practice-openweathermap-key',
  callsPerMinute: 60,
  city: { id: 1610795, name: 'Kanchanaburi', country: 'TH', population: 54_000 },
  timezone: 7 * 3600,
};
