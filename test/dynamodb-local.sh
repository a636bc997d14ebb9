#!/usr/bin/env bash
# Runs the storage and stream tests against the official DynamoDB Local, fetched from Maven Central.
# Needs Java 17 and Maven. Where they, or Maven Central, are missing, it says so and does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

version=2.6.1
cache="${XDG_CACHE_HOME:-$HOME/.cache}/bellwether-dynamodb-local-$version"

if ! command -v mvn >/dev/null || ! command -v java >/dev/null; then
  echo "DynamoDB Local is left out: it needs java and mvn" >&2
  exit 0
fi
if [ ! -f "$cache/ready" ]; then
  mkdir -p "$cache"
  cat >"$cache/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>bellwether</groupId>
  <artifactId>dynamodb-local</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.amazonaws</groupId>
      <artifactId>DynamoDBLocal</artifactId>
      <version>$version</version>
    </dependency>
  </dependencies>
</project>
POM
  if ! timeout 300 mvn -q -B -f "$cache/pom.xml" dependency:copy-dependencies -DoutputDirectory="$cache/lib" >&2; then
    echo "DynamoDB Local is left out: Maven Central did not answer" >&2
    exit 0
  fi
  touch "$cache/ready"
fi

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
# It stores its telemetry preference in the home folder: there is none to store.
DDB_LOCAL_TELEMETRY=0 java -Dsqlite4java.library.path="$cache/lib" -cp "$cache/lib/*" \
  com.amazonaws.services.dynamodbv2.local.main.ServerRunner -inMemory -sharedDb -port "$port" >&2 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
  curl -s -o /dev/null "http://127.0.0.1:$port" && break
  sleep 0.2
done
DYNAMODB_ENDPOINT="http://127.0.0.1:$port" npx -y pnpm vitest run --project functions --project stream-consumer dynamodb "$@"
