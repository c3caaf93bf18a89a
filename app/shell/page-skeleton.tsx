import { Skeleton } from '@mantine/core';
import type { CSSProperties, ReactNode } from 'react';
import { PageBody } from './page-body';
import classes from './page-skeleton.module.css';

/** Where something will be: its height, by width of the screen where it differs. */
export function Block(props: { height: number; narrow?: number; width?: number | string }) {
  const { height, narrow = height, width = '100%' } = props;
  const heights = { '--wide': `${height}px`, '--narrow': `${narrow}px` } as CSSProperties;
  return <Skeleton width={width} maw="100%" radius={4} className={classes.block} style={heights} />;
}

/** A page before its data: the title where it is known, and the places of what comes. */
export function PageSkeleton(props: {
  /** Without one its place is shown, with the lines above and below that pages of one thing have. */
  title?: string;
  below?: ReactNode;
  actions?: ReactNode;
  label: string;
  children: ReactNode;
}) {
  return (
    <div aria-busy="true">
      <span role="status" className={classes.status}>
        {props.label}
      </span>
      <PageBody
        above={props.title === undefined && <Block height={19} width={140} />}
        title={props.title ?? <Block height={29} width={360} />}
        below={props.title === undefined ? <Block height={19} width={280} /> : props.below}
        actions={props.actions}
      >
        {props.children}
      </PageBody>
    </div>
  );
}

/** A table's head and rows. */
export function TableSkeleton({ rows, rowHeight = 32 }: { rows: number; rowHeight?: number }) {
  return (
    <div>
      <div className={classes.head} />
      {Array.from({ length: rows }, (_, index) => index).map((row) => (
        <div key={row} className={classes.row} style={{ height: rowHeight }}>
          <Block height={12} width={`${40 - ((row * 7) % 22)}%`} />
          <Block height={12} width="14%" />
          <Block height={12} width="10%" />
        </div>
      ))}
    </div>
  );
}

/** A heading and the place of what is under it. */
export function SectionSkeleton(props: { height: number; narrow?: number }) {
  return (
    <div className={classes.section}>
      <div className={classes.heading}>
        <Block height={18} width={150} />
      </div>
      <Block height={props.height} narrow={props.narrow} />
    </div>
  );
}
