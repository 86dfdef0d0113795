// subscriptions waits until so many subscriptions are under way on a server, by its metrics.
export async function subscriptions(origin, token, n) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  for (let tries = 0; tries < 600; tries++) {
    const text = await (await fetch(`${origin}/metrics`, { headers })).text();
    if (text.includes(`\nwhosaid_subscriptions ${n}\n`)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`there were never ${n} subscriptions`);
}
