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

	// These are so that a request which spends its budget on one of them takes some three seconds, on two cores.
	claimsPerBoardNode = 10    // claims of a board that count as one record
	claimsPerDrawnNode = 30    // claims from which a subgraph is made that count as one record
	searchNodes        = 100   // records that a search counts as, beside its hits: for a phrase up to 500 passages are read
	suggestNodes       = 10    // records that looking for what may be one with an entity counts as
	allSuggestNodes    = 1_000 // records that looking for all that may be one counts as
	pathNodes          = 100   // records that looking for the ways between two entities counts as
	crowdedNodes       = 1_000 // records that a neighborhood counts as which has too many relations to be answered

	defaultEach  = 25  // relations that are followed from an entity in each direction
	maxEach      = 100 // the most of them
	defaultDrawn = 100 // entities of a neighborhood, relations of a subgraph
	maxDrawn     = 500 // the most of them
	defaultSteps = 4   // relations of a path at most
	maxSteps     = 6   // the most of them, and of steps from an entity to its neighborhood's rim
	defaultPaths = 10  // paths between two entities
	maxPaths     = 50  // the most of them
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
