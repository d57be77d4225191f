# Sourced by mvnw and evodb. Finds an installed JDK 25 although an older `java` may be first on the PATH.
# evodb_find_jdk sets JAVA_HOME and returns 0, or prints what to install and returns 1.

evodb_jdk=25

# The feature release of the JDK in folder $1 (from its `release` file), or nothing.
evodb_feature() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" | head -n 1
}

# Candidate folders, one a line, most explicit first: JAVA_HOME, the PATH, Maven's toolchains, the usual install folders.
evodb_candidates() {
  [ -n "${JAVA_HOME:-}" ] && echo "$JAVA_HOME"
  if command -v javac >/dev/null 2>&1; then
    evodb_link=$(command -v javac)
    if command -v readlink >/dev/null 2>&1; then
      evodb_real=$(readlink -f "$evodb_link" 2>/dev/null) && evodb_link=$evodb_real
    fi
    dirname "$(dirname "$evodb_link")"
  fi
  [ -r "$HOME/.m2/toolchains.xml" ] && sed -n 's:.*<jdkHome>\(.*\)</jdkHome>.*:\1:p' "$HOME/.m2/toolchains.xml"
  [ -x /usr/libexec/java_home ] && /usr/libexec/java_home -v "$evodb_jdk" 2>/dev/null
  for evodb_dir in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/*jdk* /opt/java/* /opt/*/jdk* /usr/local/*jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk@"$evodb_jdk"/libexec/openjdk.jdk/Contents/Home; do
    [ -d "$evodb_dir" ] && echo "$evodb_dir"
  done
  return 0
}

evodb_find_jdk() {
  evodb_found=$(
    evodb_candidates | while IFS= read -r evodb_dir; do
      if [ "$(evodb_feature "$evodb_dir")" = "$evodb_jdk" ]; then
        echo "$evodb_dir"
        break
      fi
    done
  )
  if [ -n "$evodb_found" ]; then
    JAVA_HOME=$evodb_found
    export JAVA_HOME
    return 0
  fi
  {
    echo "EvoDB needs a JDK $evodb_jdk and found none (looked at JAVA_HOME, the PATH, ~/.m2/toolchains.xml and the usual install folders)."
    echo "Install one, for example Eclipse Temurin $evodb_jdk (package temurin-$evodb_jdk-jdk, or 'sdk install java $evodb_jdk-tem'),"
    echo "or set JAVA_HOME to the folder of a JDK $evodb_jdk that is installed already."
  } >&2
  return 1
}
