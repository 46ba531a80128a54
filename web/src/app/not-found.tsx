import { en } from "@/words/en";

export default function NotFound() {
  return (
    <main className="alone">
      <h1>{en.notFound}</h1>
      <a href="/">{en.home}</a>
    </main>
  );
}
