# make run      builds what is needed and starts a node: AMQP on 5672, data in ./data
# make test     everything that is tested, and the format of the sources
# make test-long  two minutes of random runs of the storage: power cuts, failing disks, damage
# make bench    measures the broker beside its peers; bench/run.sh says with what
# make jmh      benchmarks of the parts that every message passes: time and bytes allocated; ARGS go to JMH
# make storage-big  fills and drains queues of ten million messages, and a million delays, in a heap of 512 MiB; takes minutes
# make check    Error Prone and NullAway over the sources
# make format   formats the sources
# make dist     packs broker/target/leveret-VERSION.tar.gz
# make build    the distribution in broker/target/leveret
# make settings-page  writes docs/settings.md anew from the table of settings
# make arguments-page writes docs/queue-arguments.md anew from the table of arguments
# make metrics-page  writes the table of docs/metrics.md anew from what is served
# make clean    removes what was built
# All of it needs a JDK, 17 or newer, and Maven; Maven fetches the rest at the first time.

MVN = mvn -q -B
DIST = broker/target/leveret
BUILT = $(DIST)/.built
SOURCES := $(shell find . -name pom.xml -not -path '*/target/*') bin/leveret bin/rabbitmqctl README.md LICENSE NOTICE \
  $(shell find conf docs packaging broker/src/build $(wildcard */src/main) -type f)

.DEFAULT_GOAL := run
.PHONY: run build test test-long bench jmh storage-big check format settings-page arguments-page metrics-page dist clean tools browser

run: build
	@exec bin/leveret start --data data $(ARGS)

build: $(BUILT)

$(BUILT): $(SOURCES) | tools
	$(MVN) -DskipTests -Dspotless.check.skip=true -pl '!benchmarks' package
	@touch $@

test: tools browser
	mvn -B -ntp verify

test-long: tools
	mvn -B -ntp -pl persistence -am test -Dtest=LogRandomRunTest -Dseconds=120 -Dcuts=20000 -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dspotless.check.skip=true

bench: build
	@bench/run.sh

jmh: tools
	$(MVN) -DskipTests -Dspotless.check.skip=true -pl benchmarks -am package
	$${JAVA_HOME:+$$JAVA_HOME/bin/}java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main -prof gc $(ARGS)

storage-big: tools
	mvn -B -ntp -pl integration-tests -am verify -Dtest=none -Dit.test=StorageBig,DelaysBig \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false

check: tools
	@rm -rf */target/check
	mvn -B -ntp -Pcheck -Dmaven.compiler.forceJavacCompilerUse=true test-compile

format: tools
	$(MVN) spotless:apply

settings-page: tools
	$(MVN) -pl broker -am test -Dtest=SettingsPageTest -Dsettings.page=write -Dsurefire.failIfNoSpecifiedTests=false

arguments-page: tools
	$(MVN) -pl broker -am test -Dtest=QueueArgumentsPageTest -Darguments.page=write -Dsurefire.failIfNoSpecifiedTests=false

metrics-page: tools
	$(MVN) -pl management -am test -Dtest=MetricsPageTest -Dmetrics.page=write -Dsurefire.failIfNoSpecifiedTests=false

dist: build
	@version=$$(sed -n 's/.*<version>\(.*\)<\/version>.*/\1/p' pom.xml | head -n 1); \
	time=$$(sed -n 's/.*<project.build.outputTimestamp>\(.*\)<\/project.*/\1/p' pom.xml); \
	sh broker/src/build/pack.sh $(DIST) leveret-$$version $$(date -d "$$time" +%s) broker/target/leveret-$$version.tar.gz && \
	echo "broker/target/leveret-$$version.tar.gz"

clean: tools
	$(MVN) clean

# The console is tested in Chromium. Who may not install it tests the rest.
browser:
	@command -v chromedriver >/dev/null || { echo "Chromium is missing for the tests of the console; installing it" >&2; \
	  apt-get install -y -qq chromium chromium-driver >/dev/null 2>&1 || \
	  { apt-get update -qq && apt-get install -y -qq chromium chromium-driver; } >/dev/null 2>&1 || \
	  echo "it cannot be installed: the tests of the console are skipped" >&2; }

tools:
	@command -v mvn >/dev/null || { echo "Maven (mvn) is missing; install it, e.g. apt-get install maven" >&2; exit 1; }
	@[ -n "$$JAVA_HOME" ] || command -v javac >/dev/null || \
	  { echo "a JDK is missing; install Java 17 or newer, e.g. apt-get install openjdk-17-jdk" >&2; exit 1; }
	@[ -z "$$JAVA_HOME" ] || [ -x "$$JAVA_HOME/bin/javac" ] || \
	  { echo "JAVA_HOME is $$JAVA_HOME, but there is no JDK in it" >&2; exit 1; }
