/**
 * What happens to one call on its way. `lost`: applied, its answer never comes. `cut`: broken off, not applied. `unsent`: nothing left the house.
 * `failing`: the provider answers 500 without having done it. `late`: it arrives only after we have given it up and asked. `died_before`,
 * `died_after`: our process ends, before the call left and after it was applied.
 */
export type Weather = 'fine' | 'lost' | 'cut' | 'unsent' | 'failing' | 'late' | 'died_before' | 'died_after';
