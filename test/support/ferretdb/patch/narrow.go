//go:build patched

// This file is put into FerretDB's package when the stand-in is built (test/support/mongodb-stand-in.ts), where the package calls `narrowed`.
package sqlite

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/FerretDB/FerretDB/internal/backends/sqlite/metadata"
	"github.com/FerretDB/FerretDB/internal/handler/sjson"
	"github.com/FerretDB/FerretDB/internal/types"
	"github.com/FerretDB/FerretDB/internal/util/must"
)

// Fields that are never lists in the tests' documents: SQLite's index on one finds all that a filter means.
var plain = map[string]bool{"_id": true, "aggregate": true}

// Texts whose order is that of their JSON, which is what the index holds: without what JSON escapes, or what comes before a quote.
var ordered = regexp.MustCompile(`^[#-%'-;=?-\[\]-~]*$`)

// narrowed is a condition in SQL that holds for every document that the filter finds, and for as few others as can be said. FerretDB itself
// only does so for a single _id, and otherwise reads every document of a collection and compares it itself, as it does with what this finds.
func narrowed(filter *types.Document) (string, []any) {
	var conditions []string
	var args []any
	add := func(condition string, values ...any) {
		conditions = append(conditions, condition)
		args = append(args, values...)
	}
	for _, field := range filter.Keys() {
		if strings.HasPrefix(field, "$") {
			continue
		}
		value := must.NotFail(filter.Get(field))
		if operators, ok := value.(*types.Document); ok {
			for _, operator := range operators.Keys() {
				narrowBy(add, field, operator, must.NotFail(operators.Get(operator)))
			}
		} else {
			narrowBy(add, field, "$eq", value)
		}
	}
	if len(conditions) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conditions, " AND "), args
}

func narrowBy(add func(string, ...any), field, operator string, value any) {
	switch value := value.(type) {
	case string:
		narrowByText(add, field, operator, value)
	case int32, int64, float64:
		narrowByNumber(add, field, operator, value)
	case bool:
		if operator == "$eq" && isSimple(field) {
			kind := fmt.Sprintf(`json_type(%s, '$."%s"')`, metadata.DefaultColumn, field)
			add(fmt.Sprintf(`%s IN (?, 'array')`, kind), fmt.Sprint(value))
		}
	case *types.Array:
		if operator == "$in" {
			narrowByList(add, field, value)
		}
	}
}

func narrowByText(add func(string, ...any), field, operator, value string) {
	column := columnOf(field)
	switch {
	case operator == "$eq" && plain[field]:
		add(column+" = ?", jsonOf(value))
	case operator == "$eq":
		add(fmt.Sprintf("instr(%s, ?) > 0", metadata.DefaultColumn), jsonOf(value))
	case !plain[field] || !ordered.MatchString(value):
		return
	case operator == "$gt" || operator == "$gte":
		add(column+" >= ?", jsonOf(value))
	case operator == "$lt" || operator == "$lte":
		add(column+" <= ?", jsonOf(value))
	}
}

func narrowByNumber(add func(string, ...any), field, operator string, value any) {
	sign, ok := map[string]string{"$eq": "=", "$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<="}[operator]
	if !ok || !isSimple(field) {
		return
	}
	if field == "_id" && operator == "$eq" {
		add(columnOf(field)+" = ?", jsonOf(value))
		return
	}
	found := fmt.Sprintf(`%s->>'$."%s"'`, metadata.DefaultColumn, field)
	add(fmt.Sprintf("(typeof(%s) NOT IN ('integer', 'real') OR %s %s ?)", found, found, sign), value)
}

func narrowByList(add func(string, ...any), field string, list *types.Array) {
	var values []any
	for i := range list.Len() {
		switch value := must.NotFail(list.Get(i)).(type) {
		case string, types.Binary:
			values = append(values, jsonOf(value))
		default:
			return
		}
	}
	if len(values) == 0 {
		return
	}
	if plain[field] {
		add(fmt.Sprintf("%s IN (?%s)", columnOf(field), strings.Repeat(", ?", len(values)-1)), values...)
		return
	}
	has := fmt.Sprintf("instr(%s, ?) > 0", metadata.DefaultColumn)
	add("("+has+strings.Repeat(" OR "+has, len(values)-1)+")", values...)
}

// columnOf is the expression that FerretDB's indexes are made of.
func columnOf(field string) string {
	return fmt.Sprintf("%s->'%s'", metadata.DefaultColumn, field)
}

func isSimple(field string) bool {
	return !strings.ContainsAny(field, `."'`)
}

func jsonOf(value any) string {
	return string(must.NotFail(sjson.MarshalSingleValue(value)))
}
