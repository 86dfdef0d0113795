package schema

// What one request may ask for. The numbers are starting values: a request that spends its whole budget on claims with all
// their fields is answered with 8 MB in half a second, and GraphiQL's introspection needs a depth of 15. They bound what is
// answered. What a filter passes over without an index (stance, realis and quantity have none) is bounded by the context.
const (
	defaultFirst   = 20       // records of a list that names no number
	maxFirst       = 100      // records of a list
	maxNodes       = 10_000   // records of all lists of a request together
	maxDepth       = 15       // fields inside fields
	maxQueryLength = 32 << 10 // bytes of the document
	maxSelections  = 5_000    // fields after fragments are spread
	maxOverlap     = 5_000    // pairs of fields of one name compared in validation
	maxFilters     = 64       // filters of the store that one filter comes to: combinations of entities that its names fit, and, or and not
	maxFilterDepth = 6        // filters inside each other
	maxIDs         = 100      // ids of one field
	maxCounted     = 100_000  // records that are looked at for one totalCount: 50 ms, or 1.5 s where each must be read
	textPerNode    = 1 << 10  // bytes of an article's text that count as one record
	claimsPerNode  = 100      // claims of a summary that count as one record
	recordsPerNode = 20       // records that are counted one by one that count as one
	titleNodes     = 100      // records that looking for an article by its title counts as
)

// pageArgs are the arguments of every list.
type pageArgs struct {
	First *int32
	After *string
}

// limit is how many records the page holds.
func (a pageArgs) limit() (int, error) {
	switch {
	case a.First == nil:
		return defaultFirst, nil
	case *a.First < 0:
		return 0, refuse(CodeBadInput, "first is %d: it must not be negative", *a.First)
	case *a.First > maxFirst:
		return 0, refuse(CodeTooLarge, "first is %d: the cap is %d; ask for the next page with after", *a.First, maxFirst)
	}
	return int(*a.First), nil
}

// after is the cursor the page stands behind; "" for the first page.
func (a pageArgs) after() string {
	if a.After == nil {
		return ""
	}
	return *a.After
}
