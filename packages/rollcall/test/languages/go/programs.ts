import fc from 'fast-check';

/** Top-level declarations of Go, each complete; together they hold what the language has. */
export const fragments = [
  'var key = os.Getenv("KEY") // needed\n',
  'const (\n\tA = "x"\n\tB, C = 1, 0x2f\n\tD\n)\n',
  'var (\n\tx, y int\n\tz = map[string]string{"A": "b", k: `raw`}\n)\n',
  'type T struct {\n\tHost string `env:"HOST" envDefault:"x"`\n\tA, B int\n\tBase\n\t*sub.Q `json:"-"`\n\tIn struct{ X []string }\n}\n',
  'type (\n\tE string\n\tI interface {\n\t\tRead(p []byte) (n int, err error)\n\t}\n)\n',
  'type F func(a int) error\ntype G[K comparable, V any] struct{ m map[K]V }\n',
  'func plain() {}\n',
  'func (t *T) Load(ctx context.Context, names ...string) (v string, err error) {\n\tif v, ok := os.LookupEnv("X"); !ok || v == "" {\n\t\treturn "", fmt.Errorf("no %s: %w", "X", err)\n\t} else if len(v) > 0 {\n\t\tt.Host = v\n\t} else {\n\t\tpanic(v)\n\t}\n\treturn\n}\n',
  'func loops() {\n\tfor i := 0; i < 3; i++ {\n\t\tcontinue\n\t}\n\tfor k, v := range m {\n\t\tn[k] += v\n\t}\nouter:\n\tfor range ch {\n\t\tbreak outer\n\t}\n\tfor {\n\t}\n}\n',
  'func switches(x interface{}) {\n\tswitch y := f(); y {\n\tcase "a", "b":\n\t\tfallthrough\n\tdefault:\n\t\tg()\n\tcase "c":\n\t}\n\tswitch {\n\tcase a && !b:\n\t}\n\tswitch t := x.(type) {\n\tcase int, *T:\n\t\t_ = t\n\t}\n\tselect {\n\tcase v := <-ch:\n\t\th(v)\n\tcase ch <- 1:\n\tdefault:\n\t}\n}\n',
  'func values() []T {\n\txs := []*T{{Host: "a"}, {Host: "b"}}\n\tys := append(xs[1:], xs...)\n\tgo func() { log.Fatal(1) }()\n\tdefer close(ch)\n\tv, ok := m["k"]\n\tw, ok := v.(string)\n\tp := &T{Host: w}\n\treturn Map[int](ys, func(t *T) T { return *t })\n}\n',
  'func init() {\n\tx = -1\n}\n',
  'func generic[T any](key string, fallback T) T { return fallback }\n',
  'var s = "a\\tb\\u00e9\\x41" + `raw\\n "quoted"` + string(\'\\n\')\n',
  '// only a comment\n/* another\nfunc no() {} */\n',
  'var e = "😀" + 漢字["キー"]\n',
] as const;

const HEAD =
  'package main\n\nimport "os"\nimport (\n\tl "log"\n\t. "fmt"\n\t_ "embed"\n\t"example.com/a/go-b/v2"\n)\n\n';

/** Any sequence of the fragments, with blank lines between. */
export const programs = fc
  .tuple(
    fc.boolean(),
    fc.array(fc.tuple(fc.constantFrom(...fragments), fc.constantFrom('', '\n', '\n\n// note\n')), { maxLength: 8 }),
  )
  .map(([head, pieces]) => (head ? HEAD : '') + pieces.map((piece) => piece.join('')).join(''));

/** The fragments with something taken out, doubled or put in. */
export const mutated = fc
  .tuple(programs, fc.nat(), fc.nat(40), fc.string({ unit: 'binary', maxLength: 6 }))
  .map(([text, at, length, inserted]) => {
    const start = text.length === 0 ? 0 : at % text.length;
    return text.slice(0, start) + inserted + text.slice(start + length);
  });
