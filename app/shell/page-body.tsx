import type { ReactNode } from 'react';
import frame from './app-frame.module.css';
import classes from './page-body.module.css';

/** A page: its title with what belongs to it at the right, then its sections. */
export function PageBody(props: {
  title: ReactNode;
  /** Above the title: where the page belongs. */
  above?: ReactNode;
  /** Under the title, in muted text. */
  below?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={frame.page}>
      <header className={classes.header}>
        <div className={classes.heading}>
          {props.above && <div className={classes.above}>{props.above}</div>}
          <h1 className={classes.title}>{props.title}</h1>
          {props.below && <div className={classes.below}>{props.below}</div>}
        </div>
        {props.actions && <div className={classes.actions}>{props.actions}</div>}
      </header>
      {props.children}
    </div>
  );
}

/** A part of a page under a heading; `aside` stands at the heading's right. */
export function Section(props: { id?: string; title: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section} id={props.id}>
      <div className={classes.sectionHeader}>
        <h2 className={classes.sectionTitle}>{props.title}</h2>
        {props.aside && <div className={classes.aside}>{props.aside}</div>}
      </div>
      {props.children}
    </section>
  );
}

/** What stands where nothing is yet: what is missing and what to do. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <p className={classes.emptyTitle}>{title}</p>
      {children}
    </div>
  );
}
