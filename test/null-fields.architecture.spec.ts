import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '..');

/** Fields whose type forgets null although they are `nullable`, or speaks of it although they are `optional`. */
function mistypedIn(file: string, source: string): string[] {
  const mistyped: string[] = [];
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyDeclaration(node)) {
      const said = (ts.getDecorators(node) ?? []).map((one) => one.getText()).join(' ');
      const holdsNull = /\| null\b/.test(node.type?.getText() ?? '');
      if (/\bnullable: true/.test(said) && !holdsNull) mistyped.push(node.name.getText());
      if (/\boptional: true/.test(said) && holdsNull) mistyped.push(node.name.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return mistyped.map((name) => `${file}: ${name}`);
}

// A body may say null wherever a field may be absent, and the compiler only watches what the type admits.
describe('the type of a request field tells whether null arrives', () => {
  it('in every lib', () => {
    const files = readdirSync(join(ROOT, 'libs'), { recursive: true, encoding: 'utf8' })
      .map((file) => `libs/${file.split(sep).join('/')}`)
      .filter((file) => file.endsWith('.dto.ts'));
    expect(files).toContain('libs/orders/src/order.dto.ts');
    expect(
      files.flatMap((file) => mistypedIn(file, readFileSync(join(ROOT, file), 'utf8'))),
    ).toEqual([]);
  });

  it.each([
    ['optional: true', 'a?: string | null', ['x.ts: a']],
    ['nullable: true', 'a?: string', ['x.ts: a']],
    ['optional: true', 'a?: string', []],
    ['nullable: true', 'a?: string | null', []],
  ])('%s beside %s is seen', (option, property, seen) => {
    expect(mistypedIn('x.ts', `class X { @TextField({ ${option} }) ${property}; }`)).toEqual(seen);
  });
});
