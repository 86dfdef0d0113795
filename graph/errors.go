package graph

import "errors"

// Errors of the whole package. They come wrapped with the operation and the id; test with errors.Is.
var (
	// ErrInUse: another process has the store open.
	ErrInUse = errors.New("the store is in use by another process")
	// ErrNoStore: a store was to be opened for reading and there is none at that place.
	ErrNoStore = errors.New("there is no store here")
	// ErrVersion: the store was written by a version of whosaid that this one cannot read.
	ErrVersion = errors.New("the store has another format version")
	// ErrNotClosed: a store was to be opened with ReadOnly that was not closed cleanly.
	ErrNotClosed = errors.New("the store was not closed cleanly; open it once for writing, which completes what was cut off")
	// ErrClosed: the store was closed.
	ErrClosed = errors.New("the store is closed")
	// ErrNotFound: no record has this id.
	ErrNotFound = errors.New("not found")
	// ErrBadID: the text is not an id.
	ErrBadID = errors.New("not an id (want 36 characters, as in 01234567-89ab-5cde-8f01-23456789abcd)")
	// ErrBadCursor: the cursor is not one of this query's.
	ErrBadCursor = errors.New("the cursor does not belong to this query")
	// ErrNoName: FoldName leaves nothing of the name by which entities are to be found.
	ErrNoName = errors.New("the name is empty; give at least one letter of it")
	// ErrReadOnly: a write inside View, or to a store that was opened with ReadOnly.
	ErrReadOnly = errors.New("this is open for reading only")
	// ErrLagged: a watcher did not keep up with what was stored.
	ErrLagged = errors.New("this did not keep up with what was stored; read what is there and watch again")
	// ErrNotEmpty: a bulk load or a restore into a store that holds something.
	ErrNotEmpty = errors.New("the store is not empty")
	// ErrBadQuery: the text of a search asks for nothing that can be looked for.
	ErrBadQuery = errors.New("this cannot be searched for")
	// ErrDamaged: a record of the store cannot be read. DB.Verify says what else is wrong.
	ErrDamaged = errors.New("a record of the store is damaged")
	// ErrBackup: what is to be restored is no backup, or is not as it was written.
	ErrBackup = errors.New("this is not a whole backup")
	// ErrDiskFull: the disk has too little room left to write safely. Nothing was written.
	ErrDiskFull = errors.New("the disk is full")
)

// Errors with which PutArticle refuses a document. Nothing of the document is stored then.
var (
	// ErrNoText: the article has no text.
	ErrNoText = errors.New("the article has no text")
	// ErrBadText: the article's text is not valid UTF-8.
	ErrBadText = errors.New("the article's text is not valid UTF-8")
	// ErrTooLarge: the article is larger than MaxText, or than one transaction can hold.
	ErrTooLarge = errors.New("the article is too large")
	// ErrQuote: a claim's quote is not at its offsets in the text (law 1).
	ErrQuote = errors.New("the quote is not at its offsets in the text")
	// ErrNoSource: a claim has no source (law 2).
	ErrNoSource = errors.New("the claim has no source")
	// ErrUnknownEntity: a claim, a mention or a chain refers to an entity that the document does not hold.
	ErrUnknownEntity = errors.New("the document does not hold this entity")
	// ErrCollision: two records of different ids would share the short form in which the store keeps ids. By chance it happens to
	// one record in many millions; the rest of the store is as it was.
	ErrCollision = errors.New("the id is too like that of another record")
	// ErrBadRecord: a field has a value that no record may have (an unknown enum value, a minimum above the maximum, a class
	// that does not fit the kind, an empty name, an impossible date).
	ErrBadRecord = errors.New("the record is not valid")
)
