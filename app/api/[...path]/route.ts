import { AppError } from '@/lib/domain/errors';
import { route } from '../reply';

export const dynamic = 'force-dynamic';

const missing = route<{ path: string[] }>((request) => {
  throw new AppError('not_found', `There is no ${request.nextUrl.pathname} in the API: check the address.`);
});

export const GET = missing;
export const POST = missing;
export const PUT = missing;
export const PATCH = missing;
export const DELETE = missing;
