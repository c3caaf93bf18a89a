import { type Technique, techniqueColor } from '../theme/palette';

/** A small square in the colour of a technique. */
export function TechniqueMark({ technique }: { technique: Technique }) {
  return (
    <span
      aria-hidden
      style={{
        background: techniqueColor(technique),
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
