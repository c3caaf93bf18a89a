/** Models offered before anybody searches, and those that a search gives: the newest ones. */
export const MOST_INPUTS = 200;
/** Steps of a pipeline that have fields; longer ones are edited as JSON. */
export const MOST_STEPS = 50;
