import { posix } from "node:path";
import { importsOf } from "./importsOf.ts";
import type { PackageRooms } from "./rooms.ts";
import { isTestCode, type SourceFile } from "./SourceFile.ts";
import type { Violation } from "./Violation.ts";

type RoomsOf = Readonly<Record<string, PackageRooms>>;
type Arrows = Readonly<Record<string, readonly string[]>>;

/** The package of a path below packages/, and the path below its source folder. */
function placeOf(path: string): { readonly name: string; readonly inside: string } | undefined {
  const [, name, inside] = /^packages\/([^/]+)\/src\/(.+)$/.exec(path) ?? [];
  return name === undefined || inside === undefined ? undefined : { name, inside };
}

/** The innermost room that holds a path below a source folder. */
export function roomOf(inside: string, rooms: readonly string[]): string | undefined {
  return rooms
    .filter((room) => inside.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)
    .at(0);
}

/** Files that lie in no known room and are no entry; a test lies beside what it tests. */
export function outsideOfRooms(files: readonly SourceFile[], packages: RoomsOf): Violation[] {
  return files.flatMap(({ path }) => {
    const place = placeOf(path);
    if (place === undefined) return [];
    const known = packages[place.name];
    if (known === undefined) return [{ path, line: 1, key: `packages/${place.name} has no list of rooms` }];
    if (roomOf(place.inside, Object.keys(known.rooms)) !== undefined) return [];
    const tested = place.inside.replace(/(?:\.[a-z-]+)?\.test\.ts$/, ".ts");
    if (known.entries.includes(place.inside) || known.entries.includes(tested)) return [];
    return [{ path, line: 1, key: `${path} lies in no room of packages/${place.name}` }];
  });
}

/** Rooms and entries of the lists in which no file lies. */
export function emptyRooms(files: readonly SourceFile[], packages: RoomsOf): string[] {
  return Object.entries(packages).flatMap(([name, { entries, rooms }]) => {
    const inside = files.flatMap(({ path }) => {
      const place = placeOf(path);
      return place?.name === name ? [place.inside] : [];
    });
    return [
      ...entries.filter((entry) => !inside.includes(entry)),
      ...Object.keys(rooms).filter((room) => !inside.some((path) => path.startsWith(`${room}/`))),
    ].map((missing) => `packages/${name}/src/${missing}`);
  });
}

/** Imports of production files from one room into another that the first may not use. */
export function forbiddenArrows(files: readonly SourceFile[], name: string, arrows: Arrows): Violation[] {
  const rooms = [...Object.keys(arrows), "testing"];
  return files.flatMap(({ path, text }) => {
    const place = placeOf(path);
    if (place?.name !== name || isTestCode(path)) return [];
    const from = roomOf(place.inside, rooms);
    // Entries put the rooms together.
    if (from === undefined) return [];
    return importsOf(text).flatMap(({ specifier, line }) => {
      if (!specifier.startsWith(".")) return [];
      const target = posix.join(posix.dirname(place.inside), specifier);
      if (target.startsWith("..")) return [];
      const to = roomOf(target, rooms) ?? target;
      if (to === from || arrows[from]!.includes(to)) return [];
      return [{ path, line, key: `${name}: ${from} must not import ${to}` }];
    });
  });
}

/** A cycle in declared arrows, as the rooms along it, or nothing. */
export function cycleOf(arrows: Arrows): string[] | undefined {
  const done = new Set<string>();
  const visit = (room: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(room)) return [...way.slice(way.indexOf(room)), room];
    if (done.has(room)) return undefined;
    for (const next of arrows[room] ?? []) {
      const cycle = visit(next, [...way, room]);
      if (cycle !== undefined) return cycle;
    }
    done.add(room);
    return undefined;
  };
  for (const room of Object.keys(arrows)) {
    const cycle = visit(room, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
