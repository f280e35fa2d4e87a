/** The heading over a group of cards, with how many there are. */
export function CardsHeading({ heading, count }: { heading: string; count: number }) {
  return (
    <h2 className="flex gap-2 pt-2 pb-2 font-semibold">
      {heading} <span className="font-normal text-muted">{count}</span>
    </h2>
  );
}
