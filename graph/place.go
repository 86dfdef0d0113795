package graph

import "slices"

// maxPlaces is how many places placesIn goes through. A country of the news has some hundred.
const maxPlaces = 256

// placesIn is a place and the places that lie in it, by the located_in and part_of relations of the store, at any depth; cut
// says that there are more than maxPlaces. What lies where is what articles say, like every relation.
func (tx *Tx) placesIn(id ID) (ids []ID, cut bool, err error) {
	ids = []ID{id}
	seen := map[ref]bool{id.ref(): true}
	for at := 0; at < len(ids); at++ {
		object := ids[at].ref()
		for _, t := range []Predicate{PartOf, LocatedIn} {
			err := func() error {
				i := tx.index(keyByObject, object[:], []byte{byte(t)})
				defer i.close()
				for i.seek(nil); i.place() != nil; i.next() {
					p := i.place()
					if len(p) != refSize || seen[ref(p)] {
						continue
					}
					if len(ids) == maxPlaces {
						cut = true
						return nil
					}
					v, err := indexed(tx.label(ref(p)))
					if err != nil {
						return err
					}
					seen[ref(p)] = true
					if v.kind == Location || v.kind == Country {
						ids = append(ids, v.id)
					}
				}
				return nil
			}()
			if err != nil {
				return nil, false, err
			}
		}
	}
	slices.SortFunc(ids, compareID)
	return ids, cut, nil
}
