//go:build patched

package handler

import (
	"fmt"

	"github.com/FerretDB/FerretDB/internal/backends"
	"github.com/FerretDB/FerretDB/internal/handler/common"
	"github.com/FerretDB/FerretDB/internal/types"
	"github.com/FerretDB/FerretDB/internal/util/iterator"
	"github.com/FerretDB/FerretDB/internal/util/lazyerrors"
)

// orderOf is the order that SQLite is asked for documents in, or nil. FerretDB itself reads all that a filter may find, and sorts it: where
// the first ones of an order are wanted, the rest is not to be read.
func orderOf(sort *types.Document, skip, limit int64) *types.Document {
	if sort.Len() == 0 || skip != 0 || limit == 0 {
		return nil
	}
	for _, field := range sort.Keys() {
		if !backends.Plain[field] {
			return nil
		}
	}
	return sort
}

// sorted are the documents in the order that is asked for, and no more of them than are wanted where SQLite gives them in that order.
func sorted(iter types.DocumentsIterator, closer *iterator.MultiCloser, params *common.FindParams) (types.DocumentsIterator, error) {
	order := orderOf(params.Sort, params.Skip, params.Limit)
	if order == nil {
		return common.SortIterator(iter, closer, params.Sort)
	}
	defer iter.Close()
	docs, err := iterator.ConsumeValuesN(iter, int(params.Limit))
	if err != nil {
		return nil, lazyerrors.Error(err)
	}
	for _, doc := range docs {
		for _, field := range order.Keys() {
			if value, _ := doc.Get(field); !isPlain(value) {
				return nil, fmt.Errorf("%s is listed as plain (patch/backends/plain.go), and holds a %T", field, value)
			}
		}
	}
	found := iterator.Values(iterator.ForSlice(docs))
	closer.Add(found)
	return found, nil
}

func isPlain(value any) bool {
	switch value.(type) {
	case nil, types.NullType, string, int32, int64, float64:
		return true
	}
	return false
}
