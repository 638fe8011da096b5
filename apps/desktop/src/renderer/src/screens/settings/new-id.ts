/** Stands in the address where the id would, while a form for a new one is open. */
export const NEW = 'new';
