import { bytesOf, type MapChange, type PackedPage, type TrackedMap } from "@trellis/protocol";
import { integerKey, noValue } from "./codings.ts";
import type { Entry, EntryChange } from "./StoreFile.ts";

/** A named part of what is stored. */
export interface Section {
  readonly name: string;
  /**
   * What has changed since it was asked last.
   * @param isWhole - whether nothing of the section is stored any more.
   */
  takeChanges(isWhole: boolean): EntryChange[];
  /** Takes what is stored, in its order. @throws if that cannot be. */
  load(entries: readonly Entry[]): void;
}

/** How keys or values are written. Reading refuses what cannot have been written. */
export interface Coding<Value, Written> {
  readonly write: (value: Value) => Written;
  readonly read: (written: Written) => Value;
}

/** The section of a table. */
export function tableSection<Key, Value extends NonNullable<unknown>>(
  name: string,
  table: TrackedMap<Key, Value>,
  key: Coding<Key, string>,
  value: Coding<Value, Uint8Array>,
): Section {
  return {
    name,
    takeChanges: () =>
      table.takeChanges().map((change: MapChange<Key, Value>) => ({
        section: name,
        key: key.write(change.key),
        value: change.value === undefined ? undefined : value.write(change.value),
        isNew: change.isNew,
      })),
    load(entries) {
      for (const entry of entries) table.set(key.read(entry.key), value.read(entry.value));
      if (table.size !== entries.length)
        throw new Error(`${name}: there are too many entries, or two of one key`);
    },
  };
}

/** The section of a list's pages. They stay on disk until they are asked for. */
export function packedSection(name: string, pages: TrackedMap<number, PackedPage>): Section {
  return {
    name,
    takeChanges: () =>
      pages.takeChanges().map(({ key, value, isNew }) => ({
        section: name,
        key: integerKey.write(key),
        value: value === undefined ? undefined : noValue.write(true),
        bulk: value === undefined ? undefined : bytesOf(value),
        isNew,
      })),
    load(entries) {
      for (const { key, value, bulk } of entries) {
        noValue.read(value);
        if (bulk === undefined) throw new Error(`${name}: a page has no bytes`);
        pages.set(integerKey.read(key), bulk);
      }
      if (pages.size !== entries.length) throw new Error(`${name}: there are two pages of one number`);
    },
  };
}

const ONLY_KEY = "";

/** The section of a single value, which is compared with what was written last. */
export function valueSection<Value>(
  name: string,
  { get, set }: { readonly get: () => Value; readonly set: (value: Value) => void },
  coding: Coding<Value, Uint8Array>,
): Section {
  let written: Buffer | undefined;
  return {
    name,
    takeChanges(isWhole) {
      const value = Buffer.from(coding.write(get()));
      if (!isWhole && written?.equals(value)) return [];
      written = value;
      return [{ section: name, key: ONLY_KEY, value, isNew: false }];
    },
    load([entry, ...more]) {
      if (entry?.key !== ONLY_KEY || more.length > 0) throw new Error(`${name}: there must be one value`);
      set(coding.read(entry.value));
      written = Buffer.from(entry.value);
    },
  };
}
