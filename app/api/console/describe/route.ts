import { describeQuery } from '@/app/console/engine';
import { json, route } from '../../reply';
import { askedOf, askedSchema, bodyOf } from '../asked';

export const dynamic = 'force-dynamic';

/** Tells what a statement is without running it: its parameters, its columns, or its fault and where that lies. */
export const POST = route(async (request) =>
  json(await describeQuery(await askedOf(request, await bodyOf(request, askedSchema)))),
);
