import { json, route } from '../reply';

export const dynamic = 'force-dynamic';

/** Says that the app answers. */
export const GET = route(() => json({ status: 'ok' }));
