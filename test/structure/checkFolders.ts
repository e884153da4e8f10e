/** What a person finds at a glance. A folder with more files wants rooms. */
const MAX_FILES = 25;

/** Folders that directly hold too many of the given files, with the number of them. */
export function crowdedFolders(paths: readonly string[], max = MAX_FILES): string[] {
  const folders = Map.groupBy(paths, (path) => path.slice(0, path.lastIndexOf("/")));
  return [...folders]
    .filter(([, files]) => files.length > max)
    .map(([folder, files]) => `${folder} holds ${files.length} files: give it rooms`);
}
