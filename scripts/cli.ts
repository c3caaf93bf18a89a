// `npm run lathe -- COMMAND`. What computes is imported by its command, so that the others start at once.
import { Command } from 'commander';
import { projectRoot } from '@/db/client';
import { backupCommand } from './commands/backup';
import { benchCommand } from './commands/bench';
import { connectionCommand } from './commands/connection';
import { datasetCommand } from './commands/dataset';
import { exportCommand } from './commands/export';
import { runCommand } from './commands/run';
import { seedCommand } from './commands/seed';
import { sqlCommand } from './commands/sql';
import { starterCommand } from './commands/starter';

const program = new Command('lathe').description('Experiment tracking and analytics for model compression.');
program.addCommand(runCommand);
program.addCommand(sqlCommand);
program.addCommand(connectionCommand());
program.addCommand(starterCommand);
program.addCommand(datasetCommand());
program.addCommand(exportCommand);
program.addCommand(backupCommand);
program.addCommand(benchCommand);
program.addCommand(seedCommand());
program
  .command('worker')
  .description('Take runs from the queue and execute them until told to stop.')
  .action(async () => {
    await import('./worker');
  });
program
  .command('doctor')
  .description('Say which backend runs and why, with versions, and what to do where something is missing.')
  .action(async () => {
    const { doctor } = await import('./commands/doctor');
    process.stdout.write(`${await doctor(projectRoot())}\n`);
  });
await program.parseAsync();
