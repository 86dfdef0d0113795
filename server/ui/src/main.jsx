import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './style.css';

import { useEffect, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { getOperationAST } from 'graphql';
import { createClient } from 'graphql-ws';

import { TabStorage, sameTab } from './tabs.js';

const endpoint = new URL('../graphql', window.location.href).href;

const tokenKey = 'whosaid:token';

// askToken asks the visitor for a token in place of the one that the server did not take; null where there is none.
function askToken(refused) {
  const held = sessionStorage.getItem(tokenKey);
  if (held !== refused) return held; // another request has asked meanwhile
  const given = window.prompt('This server answers to those who have a token. Yours (the tab keeps it until it is closed):');
  if (given?.trim()) sessionStorage.setItem(tokenKey, given.trim());
  return given?.trim() || null;
}

function post(params, token) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json' };
  if (token) headers.Authorization = `Bearer ${token}`;
  return fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(params) });
}

const forbidden = 4403; // the code with which the server closes a connection whose token it does not take

// socket connects when the first subscription begins, and closes when there is none any more.
const socket = createClient({
  url: endpoint.replace(/^http/, 'ws'),
  connectionParams: () => {
    const token = sessionStorage.getItem(tokenKey);
    return token ? { Authorization: `Bearer ${token}` } : {};
  },
});

// reason is what GraphiQL shows for the end of a connection; the errors of an answer it can show itself.
function reason(error) {
  if (!(error instanceof CloseEvent)) return error;
  return { message: `the connection was closed: ${error.reason || `the server cannot be reached (${error.code})`}` };
}

// listen begins a subscription, as an observable.
function listen(params) {
  return {
    subscribe(sink) {
      let stop;
      function begin() {
        const token = sessionStorage.getItem(tokenKey);
        stop = socket.subscribe(params, {
          next: (answer) => sink.next(answer),
          complete: () => sink.complete(),
          error: (error) => {
            if (error?.code === forbidden && askToken(token)) begin();
            else sink.error(reason(error));
          },
        });
      }
      begin();
      return { unsubscribe: () => stop() };
    },
  };
}

// ask is what GraphiQL asks the server with.
function ask(params, options) {
  const operation = options?.documentAST && getOperationAST(options.documentAST, params.operationName);
  return operation?.operation === 'subscription' ? listen(params) : askOnce(params);
}

async function askOnce(params) {
  let token = sessionStorage.getItem(tokenKey);
  let answer = await post(params, token);
  while (answer.status === 401 && (token = askToken(token))) answer = await post(params, token);
  return answer.json();
}

// RunExample runs the tab that the page opens on, once, when it is an untouched example.
function RunExample({ examples }) {
  const { run } = useGraphiQLActions();
  const state = useGraphiQL(({ tabs, activeTabIndex, queryEditor, variableEditor, responseEditor, schema }) => ({
    tab: tabs[activeTabIndex],
    ready: Boolean(queryEditor && variableEditor && responseEditor && schema),
  }));
  const done = useRef(false);
  useEffect(() => {
    if (!state.ready || done.current) return;
    done.current = true;
    if (examples.some((example) => sameTab(example, state.tab))) run();
  });
  return null;
}

function Playground({ examples, storage }) {
  const open = storage.openTab();
  return (
    <GraphiQL
      fetcher={ask}
      storage={storage}
      initialQuery={open.query}
      initialVariables={open.variables ?? ''}
      isHeadersEditorEnabled={false}
      defaultEditorToolsVisibility="variables"
      shouldPersistHeaders={false}
      showPersistHeadersSettings={false}
    >
      <GraphiQL.Logo>
        <a className="home" href="../">
          whosaid
        </a>
        <RunExample examples={examples} />
      </GraphiQL.Logo>
    </GraphiQL>
  );
}

async function start() {
  const examples = await (await fetch('examples.json')).json();
  const storage = new TabStorage(window.localStorage, examples);
  createRoot(document.getElementById('playground')).render(<Playground examples={examples} storage={storage} />);
}

start();
