import ts from 'typescript';

/** Which argument is SQL, by the name of the method: queries, query builders, and what others may define. */
const SQL_ARGUMENTS: Readonly<Record<string, number>> = {
  ...{ query: 0, where: 0, andWhere: 0, orWhere: 0, having: 0, orderBy: 0, addOrderBy: 0 },
  define: -1,
};
/** Properties that are SQL where an object is given in its place. */
const SQL_PROPERTIES = ['text', 'statement', 'rows', 'erase'];
/** Their result is safe whatever they are given. */
const QUOTING = ['escapeIdentifier', 'escapeLiteral', 'quoted', 'BigInt', 'Number'];

/**
 * Finds what is put into SQL text and is not known to be text of ours: a literal, a constant (written in capitals, as
 * the house does), a choice among those, or a parameter that every caller fills with such. Each as `file: expression`.
 *
 * @param isOurs tells the files to look at by their names
 */
export function foreignTextIn(program: ts.Program, isOurs: (file: string) => boolean): string[] {
  const files = program.getSourceFiles().filter(({ fileName }) => isOurs(fileName));
  const search = new Search(program.getTypeChecker(), callsIn(files));
  for (const [method, position] of Object.entries(SQL_ARGUMENTS)) {
    for (const call of search.callsOf(method))
      sqlOf(call.arguments.at(position)).forEach((sql) => search.check(sql));
  }
  return [...search.found].sort();
}

/** SQL by itself, or within an object. */
function sqlOf(given: ts.Expression | undefined): (ts.Expression | undefined)[] {
  if (!given || !ts.isObjectLiteralExpression(given)) return [given];
  return given.properties
    .filter(ts.isPropertyAssignment)
    .flatMap(({ name, initializer }) =>
      SQL_PROPERTIES.includes(name.getText()) || ts.isObjectLiteralExpression(initializer)
        ? sqlOf(initializer)
        : [],
    );
}

/** Every call by the last name of what is called. */
function callsIn(files: readonly ts.SourceFile[]): Map<string, ts.CallExpression[]> {
  const calls = new Map<string, ts.CallExpression[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const name = nameOf(node.expression);
      calls.set(name, [...(calls.get(name) ?? []), node]);
    }
    ts.forEachChild(node, visit);
  };
  files.forEach(visit);
  return calls;
}

const lastName = (callee: ts.Expression): ts.Node =>
  ts.isPropertyAccessExpression(callee) ? callee.name : callee;

/** What a method is called on. */
const ownerIn = ({ expression }: ts.CallExpression): ts.Node =>
  ts.isPropertyAccessExpression(expression) ? expression.expression : expression;

const nameOf = (callee: ts.Expression): string => lastName(callee).getText();

class Search {
  readonly found = new Set<string>();
  private readonly asked = new Set<ts.Node>();

  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly calls: ReadonlyMap<string, ts.CallExpression[]>,
  ) {}

  callsOf(name: string): readonly ts.CallExpression[] {
    return this.calls.get(name) ?? [];
  }

  check(expression: ts.Expression | undefined): void {
    if (!expression || this.asked.has(expression)) return;
    this.asked.add(expression);
    if (isConstant(expression) || this.isNumber(expression)) return;
    const sources = this.sourcesOf(expression);
    if (sources) sources.forEach((source) => this.check(source));
    else this.report(expression);
  }

  private isNumber(expression: ts.Expression): boolean {
    const { flags } = this.checker.getTypeAtLocation(expression);
    return Boolean(flags & (ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike));
  }

  private sourcesOf(expression: ts.Expression): readonly (ts.Expression | undefined)[] | undefined {
    if (ts.isIdentifier(expression)) return this.meaningsOf(expression);
    return (
      partsOf(expression) ??
      (ts.isCallExpression(expression) ? this.resultOf(expression) : undefined)
    );
  }

  /** The expression that a function of ours consists of. */
  private resultOf({ expression }: ts.CallExpression): ts.Expression[] | undefined {
    const declaration = this.symbolOf(lastName(expression))?.valueDeclaration;
    const value = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer;
    if (!value || !ts.isArrowFunction(value) || ts.isBlock(value.body)) return undefined;
    return [value.body];
  }

  /** What a name may stand for: the value of a `const`, or what callers give for a parameter. */
  private meaningsOf(name: ts.Identifier): (ts.Expression | undefined)[] | undefined {
    const symbol = this.symbolOf(name);
    const declaration = symbol?.valueDeclaration;
    if (!declaration) return undefined;
    if (ts.isVariableDeclaration(declaration)) {
      const isConst = declaration.parent.flags & ts.NodeFlags.Const;
      const pushed = this.callsOf('push').filter((call) => this.symbolOf(ownerIn(call)) === symbol);
      return isConst && declaration.initializer
        ? [declaration.initializer, ...pushed.flatMap((call) => [...call.arguments])]
        : undefined;
    }
    if (!ts.isParameter(declaration) || !ts.isIdentifier(declaration.name)) return undefined;
    const mapped = mappedBy(declaration.parent.parent);
    if (mapped) return [mapped];
    const called = calleeOf(declaration.parent);
    if (!called) return undefined;
    // Of a class with type parameters every use has a symbol of its own; the declaration is one.
    const owner = this.symbolOf(called)?.valueDeclaration;
    const index = declaration.parent.parameters.indexOf(declaration);
    return this.callsOf(called.getText())
      .filter((call) => this.symbolOf(lastName(call.expression))?.valueDeclaration === owner)
      .map((call) => call.arguments[index] ?? declaration.initializer);
  }

  private symbolOf(name: ts.Node): ts.Symbol | undefined {
    const symbol = this.checker.getSymbolAtLocation(name);
    return symbol && symbol.flags & ts.SymbolFlags.Alias
      ? this.checker.getAliasedSymbol(symbol)
      : symbol;
  }

  private report(expression: ts.Expression): void {
    this.found.add(`${expression.getSourceFile().fileName}: ${expression.getText()}`);
  }
}

function isConstant(expression: ts.Expression): boolean {
  if (ts.isStringLiteralLike(expression) || ts.isNumericLiteral(expression)) return true;
  if (ts.isIdentifier(expression)) return /^[A-Z][A-Z0-9_]+$/.test(expression.text);
  if (ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression))
    return isConstant(expression.expression);
  return ts.isCallExpression(expression) && QUOTING.includes(nameOf(expression.expression));
}

/** What an expression is composed of; undefined for one that is not composed. */
function partsOf(expression: ts.Expression): ts.Expression[] | undefined {
  if (ts.isTemplateExpression(expression))
    return expression.templateSpans.map((span) => span.expression);
  if (ts.isConditionalExpression(expression)) return [expression.whenTrue, expression.whenFalse];
  if (ts.isBinaryExpression(expression)) return [expression.left, expression.right];
  if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression))
    return [expression.expression];
  if (ts.isArrayLiteralExpression(expression)) return [...expression.elements];
  if (ts.isSpreadElement(expression)) return [expression.expression];
  if (!ts.isCallExpression(expression)) return undefined;
  const { expression: callee } = expression;
  if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'join')
    return [callee.expression, ...expression.arguments];
  const [made] = expression.arguments;
  if (mappedBy(expression) && made && ts.isArrowFunction(made) && !ts.isBlock(made.body))
    return [made.body];
  // A function in capitals makes SQL of its arguments.
  return ts.isIdentifier(callee) && isConstant(callee) ? [...expression.arguments] : undefined;
}

/** The list that a call of `map` goes through; undefined for anything else. */
function mappedBy(node: ts.Node): ts.Expression | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression))
    return undefined;
  return node.expression.name.text === 'map' ? node.expression.expression : undefined;
}

/** The name by which the function of a parameter is called. */
function calleeOf(owner: ts.SignatureDeclaration): ts.Node | undefined {
  if (owner.name) return owner.name;
  return ts.isVariableDeclaration(owner.parent) ? owner.parent.name : undefined;
}
