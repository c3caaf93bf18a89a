import { read } from '../../../data/read';
import { json, route } from '../../reply';
import { comparedRuns } from '../compared-runs';

/** Values by run of each `column=param:KEY` or `column=metric:last:KEY`. */
export const GET = route(async (request) =>
  json(
    await read('readComparedColumns', comparedRuns(request), request.nextUrl.searchParams.getAll('column')),
  ),
);
