import {
  IconArrowRight,
  IconBox,
  IconFileText,
  IconFlask,
  IconLayoutSidebar,
  IconNotebook,
  type TablerIcon,
} from '@tabler/icons-react';
import { StatusMark } from '../format/status-mark';
import { TechniqueMark } from '../format/technique-mark';
import classes from './jump.module.css';
import type { JumpGroup, JumpOption } from './jump-options';

const ICONS: Record<Exclude<JumpGroup, 'runs'>, TablerIcon> = {
  pages: IconLayoutSidebar,
  experiments: IconFlask,
  models: IconBox,
  notes: IconNotebook,
  texts: IconFileText,
  more: IconArrowRight,
};

/** One line of what can be gone to. */
export function JumpRow(props: {
  id: string;
  option: JumpOption;
  isActive: boolean;
  onPoint: () => void;
  onPick: () => void;
}) {
  const { option } = props;
  const Icon = option.group === 'runs' ? undefined : ICONS[option.group];
  return (
    <div
      id={props.id}
      role="option"
      tabIndex={-1}
      aria-selected={props.isActive}
      className={classes.option}
      ref={props.isActive ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
      onPointerMove={props.isActive ? undefined : props.onPoint}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={props.onPick}
      onKeyDown={(event) => event.key === 'Enter' && props.onPick()}
    >
      {Icon ? (
        <Icon size={16} stroke={1.7} aria-hidden className={classes.icon} />
      ) : (
        <TechniqueMark technique={option.technique} />
      )}
      {option.id !== undefined && <span className={classes.number}>#{option.id}</span>}
      <span className={classes.name} dir="auto" title={option.name}>
        {option.name}
      </span>
      {option.status && option.status !== 'finished' && <StatusMark status={option.status} />}
      {option.detail && (
        <span className={classes.detail} dir="auto">
          {option.detail}
        </span>
      )}
    </div>
  );
}
