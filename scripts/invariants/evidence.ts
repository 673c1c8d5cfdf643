/** Finds where source text names an invariant: in an assertion, in a check of the simulator, in a test. */
import ts from 'typescript';

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Evidence {
  readonly id: string;
  /**
   * `asserted`: in the text of an `assert` or of an error, in src. `simulated`: the id a check of the simulator is made under. `tested`: in a
   * name or a text of a test. `named`: anywhere else, comments included; proves nothing.
   */
  readonly kind: 'asserted' | 'simulated' | 'tested' | 'named';
  readonly path: string;
  /** Of the innermost function or method with a name; '' outside of all, and where it is only named. */
  readonly functionName: string;
}

const ID = /\b[A-Z]{2}-\d{2}\b/g;
const SIMULATOR = 'tests/simulation/';

/** Each id once per kind and function, in the order of the text. */
export function evidenceIn({ path, text }: SourceFile): readonly Evidence[] {
  const named = idsOf(text);
  if (named.length === 0) return [];
  const found = new Map<string, Evidence>();
  const note = (evidence: Evidence) => {
    found.set(`${evidence.kind} ${evidence.id} ${evidence.functionName}`, evidence);
  };
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (isText(node)) {
      const kind = kindOf(path, node);
      const functionName = functionAround(node);
      if (kind !== undefined) {
        for (const id of idsOf(node.text)) note({ id, kind, path, functionName });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  for (const id of named) note({ id, kind: 'named', path, functionName: '' });
  return [...found.values()];
}

function idsOf(text: string): string[] {
  return [...new Set(text.match(ID) ?? [])];
}

type Text = ts.StringLiteralLike | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail;

function isText(node: ts.Node): node is Text {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node)
  );
}

function kindOf(path: string, node: Text): Evidence['kind'] | undefined {
  if (path.startsWith('src/')) return isInAssertion(node) ? 'asserted' : undefined;
  if (!path.startsWith('tests/')) return undefined;
  if (!path.startsWith(SIMULATOR)) return 'tested';
  // A check names its id and nothing else; the keys of a list of ids check nothing.
  const isKey = ts.isPropertyAssignment(node.parent) && node.parent.name === node;
  return idsOf(node.text)[0] === node.text && !isKey ? 'simulated' : undefined;
}

function isInAssertion(node: ts.Node): boolean {
  for (let at = node.parent; !ts.isStatement(at); at = at.parent) {
    if (ts.isCallExpression(at) && at.expression.getText() === 'assert') return true;
    if (ts.isNewExpression(at) && at.expression.getText().endsWith('Error')) return true;
  }
  return false;
}

function functionAround(node: ts.Node): string {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (ts.isConstructorDeclaration(at)) return 'constructor';
    const name = ts.isFunctionLike(at) ? ts.getNameOfDeclaration(at) : undefined;
    if (name !== undefined) return name.getText();
  }
  return '';
}
