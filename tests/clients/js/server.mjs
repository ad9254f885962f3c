// How clients reach the server: the headers of every request, and a query that must succeed.
export function serverAt(url, token) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };

  async function post(query, variables) {
    const body = JSON.stringify({ query, variables });
    const response = await fetch(url, { method: "POST", headers, body });
    const answer = await response.json();
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer;
  }

  return { headers, post };
}
