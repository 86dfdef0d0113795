// The keys under which GraphiQL keeps the open tabs and the text of the editors.
const tabsKey = 'graphiql:tabState';
const editorKeys = ['graphiql:query', 'graphiql:variables', 'graphiql:headers'];

// sameTab says whether two tabs ask the same.
export function sameTab(a, b) {
  return (a.query ?? '') === (b.query ?? '') && (a.variables ?? '') === (b.variables ?? '');
}

// TabStorage keeps GraphiQL's settings in another storage. It shows the examples as the first tabs of every visit and
// stores only the visitor's own tabs, so that examples neither pile up nor outlive the release that brought them. An
// example that the visitor changed is a tab of the visitor's own.
export class TabStorage {
  constructor(storage, examples) {
    this.storage = storage;
    this.examples = examples;
    this.state = this.load();
  }

  load() {
    const tabs = this.examples.map((example) => ({
      id: `example-${example.title}`,
      title: example.title,
      query: example.query,
      variables: example.variables || null,
      headers: null,
      operationName: example.title,
      response: null,
    }));
    let saved = null;
    try {
      saved = JSON.parse(this.storage.getItem(tabsKey));
    } catch {
      // Whatever stands there is no list of tabs: the visit starts with the examples alone.
    }
    const own = Array.isArray(saved?.tabs) ? saved.tabs.filter((tab) => this.isOwn(tab)) : [];
    const active = own.indexOf(saved?.tabs?.[saved.activeTabIndex]);
    return { tabs: [...tabs, ...own], activeTabIndex: active < 0 ? 0 : tabs.length + active };
  }

  isOwn(tab) {
    return Boolean(tab?.query?.trim()) && !this.examples.some((example) => sameTab(example, tab));
  }

  // openTab is the tab that the page opens on: the visitor's own one where it was open last, else the first example.
  openTab() {
    return this.state.tabs[this.state.activeTabIndex];
  }

  getItem(key) {
    if (key === tabsKey) return JSON.stringify(this.state);
    // The open tab says what the editors hold; a second copy could contradict it.
    if (editorKeys.includes(key)) return null;
    return this.storage.getItem(key);
  }

  setItem(key, value) {
    if (editorKeys.includes(key)) return;
    if (key !== tabsKey) {
      this.storage.setItem(key, value);
      return;
    }
    this.state = JSON.parse(value);
    const own = this.state.tabs.filter((tab) => this.isOwn(tab));
    const activeTabIndex = own.indexOf(this.state.tabs[this.state.activeTabIndex]);
    this.storage.setItem(key, JSON.stringify({ tabs: own, activeTabIndex }));
  }

  removeItem(key) {
    this.storage.removeItem(key);
  }

  clear() {
    for (const key of Object.keys(this.storage)) {
      if (key.startsWith('graphiql:')) this.storage.removeItem(key);
    }
  }

  get length() {
    return Object.keys(this.storage).filter((key) => key.startsWith('graphiql:')).length;
  }
}
