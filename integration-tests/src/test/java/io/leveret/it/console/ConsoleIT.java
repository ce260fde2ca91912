package io.leveret.it.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.ManagedBroker;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
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
        assumeTrue(Browser.executable() != null, "there is no chromedriver on PATH");
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
            Browser.await(
                    "the page " + page,
                    () -> String.valueOf(browser.script("return document.querySelector('h1')"
                                    + "?.textContent + ' ' + document.querySelectorAll('[aria-busy]').length"))
                            .matches("(?s)\\S.* 0"));
            assertThat(browser.script("return document.querySelectorAll('.error').length"))
                    .as("errors on " + page)
                    .isEqualTo(0L);
        }
        assertThat(browser.complaints()).isEmpty();
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

    private long count(String queue) {
        try {
            return channel.messageCount(queue);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
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
            Browser.await("the page " + page, () -> browser.script("return document.querySelector('h1')") != null);
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
