import { useEffect, useRef, useState } from "react";
import { searchTarget } from "./route.ts";

/** Goes to a height, a seat, an account, an address or a hash. The key `/` leads here. */
export function Search() {
  const input = useRef<HTMLInputElement>(null);
  const [isWrong, setWrong] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLInputElement;
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <search className="search">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const target = searchTarget(input.current?.value ?? "");
          setWrong(target === undefined);
          if (target === undefined) return;
          location.hash = target;
          input.current!.value = "";
        }}
      >
        <input
          ref={input}
          type="search"
          aria-label="Search for a height, seat, account, address or hash"
          aria-invalid={isWrong}
          aria-describedby={isWrong ? "search-help" : undefined}
          placeholder="Height, seat 3, 0x…"
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          onChange={() => setWrong(false)}
        />
        {isWrong && (
          <p id="search-help" role="alert">
            Type a height (12), a seat (seat 3), an account (account 4), an address, or the hash of a
            transaction or proposal.
          </p>
        )}
      </form>
    </search>
  );
}
