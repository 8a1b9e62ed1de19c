import { Fragment, type ReactNode } from 'react';

/** A fact and what it is called; one without a value is left out. */
export type Fact = readonly [name: string, value: ReactNode];

/** Facts of an order, each under its name. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="facts order-facts">
      {facts
        .filter(
          ([, value]) => value !== null && value !== undefined && value !== '' && value !== false,
        )
        .map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
