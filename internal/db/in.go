package db

// In is the list of an IN, with places for mostIn values: a text that asks for
// several rows by their identifiers stays one literal text for both databases.
const In = `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,` +
	` ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const mostIn = 50

// AllIn is All for a text whose only places are those of In. It asks for ids
// mostIn at a time, so that a page of rows costs one statement.
func AllIn[T any, ID ~string](in Holder, columns func(*T) []any, text string, ids []ID) ([]T, error) {
	var all []T
	for len(ids) > 0 {
		n := min(len(ids), mostIn)
		given := make([]any, mostIn)
		for i := range given {
			given[i] = ids[min(i, n-1)] // the places that are left over ask again for the last
		}
		rows, err := All(in, columns, text, given...)
		if err != nil {
			return nil, err
		}
		all, ids = append(all, rows...), ids[n:]
	}
	return all, nil
}
