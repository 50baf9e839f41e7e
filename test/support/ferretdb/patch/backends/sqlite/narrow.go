//go:build patched

package sqlite

import (
	"fmt"
	"strings"

	"github.com/FerretDB/FerretDB/internal/backends"
	"github.com/FerretDB/FerretDB/internal/backends/sqlite/metadata"
	"github.com/FerretDB/FerretDB/internal/handler/sjson"
	"github.com/FerretDB/FerretDB/internal/types"
	"github.com/FerretDB/FerretDB/internal/util/must"
)

// What an index has for a value that is given as JSON.
const given = "?->>'$'"

var signs = map[string]string{"$eq": "=", "$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<="}

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

// orderedBy is an order in SQL that is MongoDB's, for fields that are plain. One that must equal a value orders nothing, which SQLite doesn't
// see for what isn't a column.
func orderedBy(filter, order *types.Document) string {
	var terms []string
	for _, field := range order.Keys() {
		switch wanted, _ := filter.Get(field); wanted.(type) {
		case string, int32, int64, float64:
			continue
		}
		term := columnOf(field)
		if must.NotFail(order.Get(field)) == int64(-1) {
			term += " DESC"
		}
		terms = append(terms, term)
	}
	if len(terms) == 0 {
		return ""
	}
	return " ORDER BY " + strings.Join(terms, ", ")
}

func narrowBy(add func(string, ...any), field, operator string, value any) {
	if list, ok := value.(*types.Array); ok {
		if operator == "$in" {
			narrowByList(add, field, list)
		}
		return
	}
	sign, ok := signs[operator]
	if !ok {
		return
	}
	switch value := value.(type) {
	case string, types.Binary:
		switch _, isText := value.(string); {
		case backends.Plain[field] && (isText || operator == "$eq"):
			add(fmt.Sprintf("%s %s %s", columnOf(field), sign, given), jsonOf(value))
		case operator == "$eq":
			add(fmt.Sprintf("instr(%s, ?) > 0", metadata.DefaultColumn), jsonOf(value))
		}
	case int32, int64, float64:
		if backends.Plain[field] {
			add(fmt.Sprintf("%s %s %s", columnOf(field), sign, given), jsonOf(value))
		} else if isSimple(field) {
			found := fmt.Sprintf(`%s->>'$."%s"'`, metadata.DefaultColumn, field)
			add(fmt.Sprintf("(typeof(%s) NOT IN ('integer', 'real') OR %s %s ?)", found, found, sign), value)
		}
	case bool:
		if operator != "$eq" {
			return
		}
		if backends.Plain[field] {
			add(fmt.Sprintf("%s = %s", columnOf(field), given), jsonOf(value))
		} else if isSimple(field) {
			kind := fmt.Sprintf(`json_type(%s, '$."%s"')`, metadata.DefaultColumn, field)
			add(fmt.Sprintf(`%s IN (?, 'array')`, kind), fmt.Sprint(value))
		}
	}
}

func narrowByList(add func(string, ...any), field string, list *types.Array) {
	var values []any
	hasNumbers := false
	for i := range list.Len() {
		value := must.NotFail(list.Get(i))
		switch value.(type) {
		case string, types.Binary:
		case int32, int64, float64:
			hasNumbers = true
		default:
			return
		}
		values = append(values, jsonOf(value))
	}
	switch {
	case len(values) == 0:
	case backends.Plain[field]:
		add(fmt.Sprintf("%s IN (%s%s)", columnOf(field), given, strings.Repeat(", "+given, len(values)-1)), values...)
	case !hasNumbers:
		has := fmt.Sprintf("instr(%s, ?) > 0", metadata.DefaultColumn)
		add("("+has+strings.Repeat(" OR "+has, len(values)-1)+")", values...)
	}
}

// columnOf is the expression that indexes are made of: of a text the text itself, and not its JSON, whose order is another one.
func columnOf(field string) string {
	return fmt.Sprintf("%s->>'%s'", metadata.DefaultColumn, field)
}

func isSimple(field string) bool {
	return !strings.ContainsAny(field, `."'`)
}

func jsonOf(value any) string {
	return string(must.NotFail(sjson.MarshalSingleValue(value)))
}
