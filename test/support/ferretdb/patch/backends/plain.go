//go:build patched

// The files of this folder are put beside FerretDB's own when the stand-in is built (test/support/mongodb-stand-in.ts).
package backends

// Plain are fields that hold a text or a number in the tests' documents, or are missing, and never a list: SQLite compares and orders what
// they hold as MongoDB does, texts by their bytes. (An `_id` can be bytes as well, and `pending` is true. Those are looked up, and never asked
// for by their order.)
var Plain = map[string]bool{
	"_id":        true,
	"aggregate":  true,
	"first":      true,
	"last":       true,
	"pending":    true,
	"epoch":      true,
	"generation": true,
	"key":        true,
	"number":     true,
	"rank":       true,
	"createdAt":  true,
	"updatedAt":  true,
	"sequence":   true,
	"size":       true,
	"userId":     true,
	"place":      true,
}
