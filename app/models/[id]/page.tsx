import { notFound, redirect } from 'next/navigation';
import { openDatabase } from '@/app/data/database';
import { idFromPath } from '@/app/data/lookup';
import { requireAccess } from '@/app/session/access';
import { findRunOfModel } from '@/db/queries/models';

/** A model is shown by the run that made it: its address leads there. */
export default async function ModelPage({ params }: { params: Promise<{ id: string }> }) {
  await requireAccess();
  const runId = findRunOfModel(await openDatabase(), idFromPath((await params).id));
  if (runId === undefined) notFound();
  redirect(`/runs/${runId}`);
}
