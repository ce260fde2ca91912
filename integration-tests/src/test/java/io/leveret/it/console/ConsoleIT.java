package io.leveret.it.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.it.harness.DebianPackages;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.ManagedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people do in the console, in Chromium; skipped where there is none. */
@LeveretOnly("the console is its own")
@Timeout(240)
@Isolated // frames are counted, and others would take the processor from them
class ConsoleIT {
    private static final List<String> PAGES = List.of(
            "overview",
            "nodes",
            "queues",
            "exchanges",
            "connections",
            "channels",
            "users",
            "vhosts",
            "policies",
            "limits",
            "definitions",
            "settings",
            "audit");

    /** All that the tab key should come to, in the order of the document. */
    private static final String STOPS = "const stops = [...document.querySelectorAll('*')].filter(e => e.tabIndex >= 0"
            + " && !e.disabled && e.checkVisibility({visibilityProperty: true})"
            + " && e.matches('a[href], button, input, select, textarea, summary, [tabindex]'));";

    /** Which of them has the focus, and whether that is seen. */
    private static final String WHERE = "const at = document.activeElement; const style = getComputedStyle(at);"
            + " return stops.indexOf(at) + (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1"
            + " ? ' seen' : ' hidden ' + at.outerHTML.slice(0, 200));";

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleIT.class);
    private static final int MANY = 20_000;
    private static final double MOST_FRAME_MS = 50;

    @RegisterExtension
    static final ManagedBroker BROKER = new ManagedBroker();

    private Browser browser;
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void open() throws Exception {
        DebianPackages.orSkipped(
                Optional.ofNullable(Browser.executable()).map(Path::of), "there is no chromedriver on PATH");
        browser = new Browser(BROKER.api().root());
        connection = BROKER.factory().newConnection();
        channel = connection.createChannel();
    }

    @AfterEach
    void close() throws Exception {
        if (browser != null) {
            browser.close();
            connection.close();
        }
    }

    private void publish(String queue, String body, int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            BasicProperties properties = new BasicProperties.Builder()
                    .deliveryMode(2)
                    .contentType("application/json")
                    .build();
            channel.basicPublish("", queue, properties, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aWrongPasswordIsToldAndARightOneLetsIn() {
        browser.logIn("guest", "wrong");
        browser.awaitText("Name or password is wrong");
        browser.logIn("guest", "guest");
        browser.awaitText("Overview");
        assertThat(browser.complaints()).allMatch(line -> line.contains("/api/whoami") && line.contains("401"));
    }

    @Test
    void everyPageIsShownWithoutAComplaint() {
        browser.logIn("guest", "guest");
        browser.awaitText("Overview");
        for (String page : PAGES) {
            browser.open(page);
            browser.awaitDrawn(page);
            assertThat(browser.script("return document.querySelectorAll('.error').length"))
                    .as("errors on " + page)
                    .isEqualTo(0L);
        }
        assertThat(browser.complaints()).isEmpty();
    }

    /** A browser has six connections for all its tabs, and keeps pages that were left. */
    @Test
    void pagesThatNobodySeesLeaveOthersTheirConnections() {
        browser.logIn("guest", "guest");
        browser.awaitText("Overview");
        for (int i = 0; i < 12; i++) {
            String document = "?document=" + i;
            browser.script("location.assign('/" + document + "#/nodes')");
            Browser.await(
                    "the page of nodes in " + document,
                    () -> (document + "Nodes")
                            .equals(browser.script(
                                    "return location.search + document.querySelector('h1')?.textContent.trim()")));
        }
    }

    @Test
    void aQueueIsMadeFilledLookedIntoAndDeleted() throws Exception {
        browser.logIn("guest", "guest");
        browser.awaitText("Overview");
        browser.open("queues");
        browser.click("button", "New queue");
        browser.type("dialog input[name=name]", "by.hand");
        browser.click("dialog button", "Make it");
        browser.click(".vrow a", "by.hand");
        browser.awaitText("Publish to this queue");
        publish("by.hand", "{\"note\":\"<b id='markup'>x</b>\"}", 3);
        Browser.await(
                "three messages", () -> browser.find(".figures b").getText().equals("3"));
        browser.click(".tabs a", "Messages");
        browser.awaitText("\"note\": \"<b id='markup'>x</b>\"");
        assertThat(browser.script("return document.getElementById('markup')"))
                .as("markup in a body is text")
                .isNull();
        assertThat(channel.messageCount("by.hand")).isEqualTo(3);
        browser.click(".head button", "Delete");
        assertThat(browser.find("dialog footer .danger").isEnabled())
                .as("what is not empty asks for its name")
                .isFalse();
        browser.type("dialog input[name=typed]", "by.hand");
        browser.click("dialog button", "Delete");
        browser.awaitText("Deleted");
        Browser.await("the list", () -> !browser.text().contains("by.hand"));
        assertThat(browser.complaints()).allMatch(line -> line.contains("404"));
    }

    @Test
    void deadLettersAreFoundReadAndReplayed() throws Exception {
        channel.exchangeDeclare("dlx", "fanout", true);
        channel.queueDeclare("dead", true, false, false, null);
        channel.queueBind("dead", "dlx", "");
        channel.queueDeclare("work", true, false, false, Map.of("x-dead-letter-exchange", "dlx"));
        publish("work", "{\"poison\":true}", 2);
        for (int i = 0; i < 2; i++) {
            channel.basicReject(channel.basicGet("work", false).getEnvelope().getDeliveryTag(), false);
        }
        browser.logIn("guest", "guest");
        browser.awaitText("Nobody takes the messages of dead (2)");
        browser.open("queues/%2F/dead?tab=messages");
        browser.awaitText("Why it is here");
        browser.awaitText("it was rejected");
        browser.click("button", "Replay to origin");
        browser.click("dialog button", "Rehearse");
        browser.awaitText("Rehearsed: nothing was moved");
        assertThat(channel.messageCount("dead")).isEqualTo(2);
        browser.click("dialog button", "Replay");
        browser.awaitText("Done");
        browser.click("dialog button", "Close");
        Browser.await("both back", () -> count("work") == 2 && count("dead") == 0);
        assertThat(browser.complaints()).isEmpty();
    }

    private void logIn() {
        browser.logIn("guest", "guest");
        browser.awaitText("Overview");
    }

    /** By figures that come each second: what is asked for every five seconds is stopped. */
    @Test
    void aMessageIsPublishedAndArrivesOnTheChart() throws Exception {
        channel.queueDeclare("chart", true, false, false, null);
        logIn();
        browser.open("queues/%2F/chart");
        browser.awaitText("Publish to this queue");
        assertThat(lastOnTheChart("Ready")).isZero();
        browser.type("textarea[name=payload]", "by hand");
        browser.click("button", "Publish");
        browser.awaitText("Published");
        Browser.await("the message on the chart", () -> lastOnTheChart("Ready") == 1);
        browser.script("for (let timer = 1; timer < 10_000; timer++) clearInterval(timer)");
        publish("chart", "more", 4);
        Browser.await("five", () -> browser.find(".figures b").getText().equals("5"));
        assertThat(lastOnTheChart("Ready")).isEqualTo(5);
        Browser.await(
                "their second on the other chart",
                () -> Boolean.TRUE.equals(browser.script("return Chart.getChart(document.querySelectorAll('canvas')[1])"
                        + ".data.datasets.find(s => s.label === 'In').data.some(point => point.y >= 1)")));
        channel.queueDelete("chart");
        browser.awaitText("This queue is gone");
        assertThat(browser.complaints()).allMatch(line -> line.contains("404"));
    }

    private long lastOnTheChart(String series) {
        Object last = browser.script(
                "return Chart.getChart(document.querySelector('canvas')).data.datasets"
                        + ".find(s => s.label === arguments[0]).data.at(-1)?.y ?? 0",
                series);
        return ((Number) last).longValue();
    }

    @Test
    void chosenQueuesArePurgedTogether() throws Exception {
        for (String name : List.of("purge.a", "purge.b", "purge.c")) {
            channel.queueDeclare(name, true, false, false, null);
            publish(name, "x", 2);
        }
        logIn();
        browser.open("queues?name=purge.");
        browser.awaitText("3 queues");
        browser.find("input[aria-label='Choose purge.a']").click();
        browser.find("input[aria-label='Choose purge.c']").click();
        browser.awaitText("2 chosen");
        browser.click(".actions button", "Purge");
        browser.awaitText("4 messages are removed for good");
        assertThat(browser.find("dialog footer .danger").isEnabled()).isFalse();
        browser.type("dialog input[name=typed]", "purge");
        browser.click("dialog button", "Purge");
        browser.awaitText("2 purged");
        assertThat(count("purge.a") + count("purge.c")).isZero();
        assertThat(count("purge.b")).isEqualTo(2);
        assertThat(browser.complaints()).isEmpty();
    }

    /** One queue that is new, one that is there with other arguments: first it is told, then it is done, or refused. */
    @Test
    void definitionsAreLookedAtThenImported(@TempDir Path directory) throws Exception {
        String queue = "{\"vhost\":\"/\",\"durable\":true,\"auto_delete\":false,\"arguments\":{},\"name\":\"";
        channel.queueDeclare("import.there", true, false, false, null);
        Path file = Files.writeString(
                directory.resolve("mine.json"),
                "{\"queues\":[" + queue + "import.new\"}," + queue + "import.there\"}],"
                        + "\"exchanges\":[],\"bindings\":[]}");
        Path noJson = Files.writeString(directory.resolve("broken.json"), "{\"queues\":[");
        logIn();
        browser.open("definitions");
        browser.find("input[type=file]").sendKeys(noJson.toString());
        browser.awaitText("broken.json is no JSON");
        browser.find("input[type=file]").sendKeys(file.toString());
        browser.awaitText("What mine.json would change");
        browser.awaitText("1 added");
        browser.awaitText("import.new");
        browser.awaitText("1 unchanged");
        assertThat(exists("import.new")).as("it was looked at alone").isFalse();
        browser.click("button", "Import");
        browser.awaitText("mine.json was imported");
        assertThat(exists("import.new")).isTrue();
        assertThat(browser.complaints()).isEmpty();
    }

    /** Asks on a channel of its own, which a refusal closes. */
    private boolean exists(String queue) throws Exception {
        Channel asking = connection.createChannel();
        try {
            asking.queueDeclarePassive(queue);
            asking.close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aViewOfTheListIsKeptAndShownAgain() throws Exception {
        for (String name : List.of("view.full", "view.empty", "other")) {
            channel.queueDeclare(name, true, false, false, null);
        }
        publish("view.full", "x", 1);
        logIn();
        browser.open("queues?name=view.&filter=messages%3E0&sort=messages_ready&reverse=1");
        browser.awaitText("1 queue");
        choose("Saved views", "Save this view …");
        browser.type("dialog input[name=name]", "<i>full</i> ones");
        browser.click("dialog button", "Save");
        Browser.await(
                "its name",
                () -> browser.find("select[aria-label='Saved views']").getText().contains("<i>full</i> ones"));
        browser.open("queues");
        browser.awaitText("other");
        choose("Saved views", "<i>full</i> ones");
        browser.awaitText("1 queue");
        assertThat(browser.text()).contains("view.full").doesNotContain("view.empty");
        assertThat(String.valueOf(browser.script("return location.hash")))
                .contains("name=view.", "filter=messages%3E0", "sort=messages_ready", "reverse=1");
        choose("Saved views", "Forget “<i>full</i> ones”");
        assertThat(browser.script("return localStorage.getItem('leveret.views.queues')"))
                .isEqualTo("{}");
        assertThat(browser.complaints()).isEmpty();
    }

    private void choose(String label, String option) {
        Browser.await("the choice " + option, () -> {
            for (WebElement each :
                    browser.find("select[aria-label='" + label + "']").findElements(By.tagName("option"))) {
                if (each.getText().equals(option)) {
                    each.click();
                    return true;
                }
            }
            return false;
        });
    }

    @Test
    void theNodesPageTellsShardsAndLog() {
        logIn();
        browser.open("nodes");
        for (String text : List.of("What memory holds", "Shards", "Turns", "The log on disk", "Spares")) {
            browser.awaitText(text);
        }
        assertThat(browser.text()).contains("begins with 00001.log");
        assertThat(browser.complaints()).isEmpty();
    }

    /**
     * Everything that can be used is come to by the key, in the order of the document, and is seen to have the focus.
     */
    @Test
    void theTabKeyGoesThroughPagesInTheirOrder() throws Exception {
        channel.queueDeclare("keys", true, false, false, null);
        logIn();
        for (String page :
                List.of("queues?name=keys", "queues/%2F/keys?tab=policy", "limits", "vhosts", "users/guest")) {
            browser.open(page);
            Browser.await(
                    "the page " + page,
                    () -> !browser.text().isEmpty()
                            && Long.valueOf(0)
                                    .equals(browser.script("return document.querySelectorAll('[aria-busy]').length"))
                            && browser.script("return document.querySelector('main section')") != null);
            browser.script("document.activeElement.blur(); document.querySelector('.skip').focus()");
            int last = ((Number) browser.script(STOPS + "return stops.length - 1")).intValue();
            assertThat(last).as(page).isGreaterThan(15);
            for (int at = 1; at <= last; at++) {
                browser.press(Keys.TAB);
                assertThat(String.valueOf(browser.script(STOPS + WHERE)))
                        .as("%s, the focus after %d of %d", page, at, last)
                        .isEqualTo(at + " seen");
            }
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void dialogsHoldTheFocusAndGiveItBack() {
        logIn();
        browser.open("queues");
        browser.find(".head .primary");
        browser.script("document.querySelector('.head .primary').focus()");
        browser.press(Keys.ENTER);
        browser.find("dialog input[name=name]");
        assertThat(browser.script("return document.activeElement.name")).isEqualTo("name");
        for (int i = 0; i < 30; i++) {
            browser.press(Keys.TAB);
            assertThat(browser.script("const at = document.activeElement;"
                            + " return at === document.body || Boolean(at.closest('dialog'))"))
                    .as("after %d", i)
                    .isEqualTo(true);
        }
        browser.press(Keys.ESCAPE);
        Browser.await("it is closed", () -> browser.script("return document.querySelector('dialog')") == null);
        assertThat(browser.script("return document.activeElement.textContent.trim()"))
                .isEqualTo("New queue");
        browser.press("/");
        browser.find("dialog input[type=search]");
        browser.press("vhosts", Keys.ESCAPE);
        Browser.await("it is closed", () -> browser.script("return document.querySelector('dialog')") == null);
        assertThat(browser.script("return document.activeElement.textContent.trim()"))
                .isEqualTo("New queue");
    }

    /** The skip link brings the focus past the menu: the next stop is the page's first. */
    @Test
    void theMenuCanBeSkipped() {
        logIn();
        browser.open("queues");
        browser.find(".head .primary");
        browser.script("document.activeElement.blur(); document.querySelector('.skip').focus()");
        browser.press(Keys.ENTER);
        browser.press(Keys.TAB);
        assertThat(browser.script("return document.activeElement.textContent.trim()"))
                .isEqualTo("New queue");
    }

    private long count(String queue) {
        try {
            return channel.messageCount(queue);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Frames are counted by the browser while the list is scrolled from end to end; some are late on any machine. */
    @Test
    void twentyThousandQueuesStayFluid() throws Exception {
        for (int i = 0; i < MANY; i++) {
            channel.queueDeclareNoWait("many." + i, false, true, true, null);
        }
        channel.queueDeclare("many.last", false, true, true, null);
        browser.logIn("guest", "guest");
        browser.awaitText("Overview");
        browser.open("queues?name=many");
        browser.awaitText("20,001 queues");
        browser.script(
                "const list = document.querySelector('.vlist'); const top = list.scrollHeight; window.frames_ = [];"
                        + " let last = performance.now(); let at = 0;"
                        + " const step = now => { frames_.push(now - last); last = now;"
                        + " at += top / 150; list.scrollTop = at; if (at < top) requestAnimationFrame(step);"
                        + " else window.scrolled_ = true; }; requestAnimationFrame(step);");
        Browser.await("the end of the list", () -> Boolean.TRUE.equals(browser.script("return window.scrolled_")));
        String sorted = "frames_.sort((a, b) => a - b);";
        Number slow = (Number) browser.script(sorted + " return frames_[Math.floor(frames_.length * 0.9)]");
        LOG.info("of {} frames nine of ten took at most {} ms", browser.script("return frames_.length"), slow);
        assertThat(slow.doubleValue()).isLessThan(MOST_FRAME_MS);
        Browser.await("the rows at the end", () -> browser.text().contains("many.9999"));
    }

    @Test
    void everythingToClickOrFillHasAName() {
        browser.logIn("guest", "guest");
        browser.awaitText("Overview");
        for (String page : PAGES) {
            browser.open(page);
            browser.awaitDrawn(page);
            assertThat((List<?>)
                            browser.script("return [...document.querySelectorAll('button, a, input, select, textarea')]"
                                    + ".filter(e => !(e.getAttribute('aria-label') || e.title || e.textContent.trim()"
                                    + " || e.labels?.length)).map(e => e.outerHTML)"))
                    .as(page)
                    .isEmpty();
            assertThat(browser.script("return document.documentElement.scrollWidth <= innerWidth"))
                    .as("nothing stands out on " + page)
                    .isEqualTo(true);
        }
    }
}
