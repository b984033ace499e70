import type { Amount } from '../../base/units';
import { baseName, compareText, reportedFile } from './names';
import { mappingFile, type ProfileView } from './view';

/** What makes two frames the same node: internal/graph/graph.go, NodeInfo. */
export interface NodeInfo {
  readonly name: string;
  readonly address: bigint;
  readonly file: string;
  readonly startLine: Amount;
  readonly line: Amount;
  readonly column: Amount;
  /** The mapping's file, where no function is known. */
  readonly objfile: string;
}

/** The nodes of a view and where each line of each location stands among them. */
export interface NodeTable {
  readonly infos: readonly NodeInfo[];
  /** As -top prints them: NodeInfo.PrintableName. */
  readonly names: readonly string[];
  /** A location's nodes, innermost first: locations + 1 positions in `nodes`. A location without lines has one node. */
  readonly nodeStart: Uint32Array;
  readonly nodes: Uint32Array;
  /** 1 for nodes that some location has inlined into another. */
  readonly inlined: Uint8Array;
}

/** One node for each distinct frame (internal/graph/graph.go, CreateNodes, nodeInfo). `objNames` keeps the binaries apart. Made once for a view. */
export function createNodes(view: ProfileView, objNames = false): NodeTable {
  const known = objNames ? undefined : tableOf.get(view);
  if (known) return known;
  const table = makeNodes(view, objNames);
  if (!objNames) tableOf.set(view, table);
  return table;
}

const tableOf = new WeakMap<ProfileView, NodeTable>();

function makeNodes(view: ProfileView, objNames: boolean): NodeTable {
  const infos: NodeInfo[] = [];
  const byKey = new Map<string, number>();
  const locations = view.lineStart.length - 1;
  const nodeStart = new Uint32Array(locations + 1);
  const nodes = new Uint32Array(view.lineFunction.length + locations);
  const inlined: number[] = [];
  const files = view.functionFile.map(reportedFile);
  let length = 0;
  // A function's node where nothing but the function counts: found once, not once for each of its lines.
  const byFunction = new Int32Array(view.functionName.length).fill(-1);
  const find = (info: NodeInfo): number => {
    const key = `${info.name}\u0000${info.file}\u0000${info.objfile}\u0000${info.address},${info.line},${info.column},${info.startLine}`;
    let node = byKey.get(key);
    if (node === undefined) {
      node = infos.length;
      byKey.set(key, node);
      infos.push(info);
    }
    return node;
  };
  for (let location = 0; location < locations; location++) {
    const start = view.lineStart[location];
    const end = view.lineStart[location + 1];
    const address = view.locationAddress[location];
    if (start === end)
      nodes[length++] = find({ name: '', address, file: '', startLine: 0, line: 0, column: 0, objfile: mappingFile(view, location) });
    for (let line = start; line < end; line++) {
      const fn = view.lineFunction[line];
      const name = view.functionName[fn];
      const keepObject = objNames || name === '';
      const number = view.lineNumber[line];
      const column = view.lineColumn[line];
      const plain = address === 0n && !keepObject && number === 0 && column === 0;
      let node = plain ? byFunction[fn] : -1;
      if (node < 0) {
        node = find({
          name,
          address,
          file: files[fn],
          startLine: keepObject ? view.functionStartLine[fn] : 0,
          line: number,
          column,
          objfile: keepObject ? mappingFile(view, location) : '',
        });
        if (plain) byFunction[fn] = node;
      }
      nodes[length++] = node;
      if (line < end - 1) inlined.push(node);
    }
    nodeStart[location + 1] = length;
  }
  const isInlined = new Uint8Array(infos.length);
  for (const node of inlined) isInlined[node] = 1;
  return { infos, names: infos.map(printableName), nodeStart, nodes: nodes.subarray(0, length), inlined: isInlined };
}

/** internal/graph/graph.go, NameComponents joined by spaces. */
function printableName(info: NodeInfo): string {
  const parts: string[] = [];
  if (info.address !== 0n) parts.push(info.address.toString(16).padStart(16, '0'));
  if (info.name !== '') parts.push(info.name);
  if (info.line !== 0) parts.push(`${info.file}:${info.line}${info.column !== 0 ? `:${info.column}` : ''}`);
  else if (info.file !== '') parts.push(info.file);
  else if (info.name === '') parts.push(info.objfile !== '' ? `[${baseName(info.objfile)}]` : '<unknown>');
  return parts.join(' ');
}

/** The order of printable names; of addresses where both have one. */
export function compareNames(table: NodeTable, a: number, b: number): number {
  const left = table.infos[a];
  const right = table.infos[b];
  if (left.address !== 0n && right.address !== 0n && left.address !== right.address) return left.address < right.address ? -1 : 1;
  return compareText(table.names[a], table.names[b]);
}
