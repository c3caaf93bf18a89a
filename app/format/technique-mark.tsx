import { type Technique, techniqueColor } from '../theme/palette';

/** A small square in the colour of a technique; an empty place where there is none. */
export function TechniqueMark({ technique }: { technique: Technique | undefined }) {
  return (
    <span
      aria-hidden
      style={{
        background: technique && techniqueColor(technique),
        borderRadius: 2,
        display: 'inline-block',
        flex: 'none',
        height: 10,
        marginRight: 7,
        width: 10,
      }}
    />
  );
}
