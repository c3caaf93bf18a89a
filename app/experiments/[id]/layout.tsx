import type { ReactNode } from 'react';
import { getExperiment } from '@/db/queries/experiments';
import { openDatabase } from '../../data/database';
import { idFromPath, orNotFound } from '../../data/lookup';

/** Says that there is no such experiment before anything is sent, so that the answer has the status 404. */
export default async function ExperimentLayout(props: {
  params: Promise<{ id: string }>;
  children: ReactNode;
}) {
  const id = idFromPath((await props.params).id);
  const db = await openDatabase();
  orNotFound(() => getExperiment(db, id));
  return props.children;
}
