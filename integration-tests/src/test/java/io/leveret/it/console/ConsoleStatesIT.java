package io.leveret.it.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.it.harness.DebianPackages;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.ManagedBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the console shows where something is missing, lost, refused or very large; skipped where there is no Chromium.
 */
@LeveretOnly("the console is its own")
@Timeout(240)
class ConsoleStatesIT {
    private static final String LONG = "l".repeat(255);

    /**
     * How the page asks the node from now on: answers to addresses that hold a text are refused, held back or changed.
     */
    private static final String ASK = "const [part, how] = arguments; window.plain ??= window.fetch;"
            + " window.fetch = async (address, options) => {"
            + " if (!String(address).includes(part)) return plain(address, options);"
            + " if (how === 'lose') throw new TypeError('Failed to fetch');"
            + " if (how === 'hold') await new Promise(go => { window.go = go; });"
            + " const answer = await plain(address, options);"
            + " if (!how.startsWith('{') || !answer.ok) return answer;"
            + " return new Response(JSON.stringify({...await answer.json(), ...JSON.parse(how)}), answer); };";

    /** What stands out of its box, and is not scrolled to. */
    private static final String OUTSIDE = "return [...document.querySelectorAll('main .card *, main h1')].filter(e => {"
            + " const box = e.closest('.card, main'); if (e.closest('.scroll-x, .vlist, svg, canvas')) return false;"
            + " return e.getBoundingClientRect().right > box.getBoundingClientRect().right + 1; })"
            + ".map(e => e.className + ' ' + e.textContent.trim().slice(0, 40))";

    /** Figures that run into those beside them. */
    private static final String TOUCHING = "return [...document.querySelectorAll('.figures b')]"
            + ".filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)";

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

    private void logIn() {
        browser.logIn("guest", "guest");
        browser.awaitText("Overview");
        browser.awaitDrawn("overview");
    }

    private void ask(String part, String how) {
        browser.script(ASK, part, how);
    }

    private List<?> found(String script) {
        return (List<?>) browser.script(script);
    }

    @Test
    void aDamagedQueueSaysSoAndWhatToDo() throws Exception {
        channel.queueDeclare("damaged", true, false, false, null);
        logIn();
        ask("/damaged?", "{\"x_damaged\": true}");
        browser.open("queues/%2F/damaged");
        browser.awaitText("Messages were lost by damage on disk");
        assertThat(browser.text()).contains("what is left is served", "the log", "Publish again");
        ask("/damaged?", "{\"x_damaged\": false}");
        Browser.await("no more of it", () -> !browser.text().contains("lost by damage"));
    }

    @Test
    void aQueueThatIsDeletedMeanwhileLeadsBackToTheList() throws Exception {
        channel.queueDeclare("short.lived", true, false, false, null);
        logIn();
        browser.open("queues/%2F/short.lived");
        browser.awaitText("Publish to this queue");
        channel.queueDelete("short.lived");
        browser.awaitText("This queue is gone");
        assertThat(found("return document.querySelectorAll('.error, .head button')"))
                .as("neither an accident nor anything to do")
                .isEmpty();
        browser.click("main .empty a", "Show all");
        browser.awaitDrawn("queues");
    }

    @Test
    void anAddressThatIsNoPageLeadsHome() {
        logIn();
        browser.open("nowhere");
        browser.awaitText("There is no such page");
        browser.click("main .empty a", "Overview");
        browser.awaitDrawn("overview");
    }

    @Test
    void pagesThatAUserMayNotSeeSayWho() {
        BROKER.api().put("/users/plain", Map.of("password", "plain", "tags", "management"));
        browser.logIn("plain", "plain");
        browser.awaitText("Overview");
        for (String page : List.of("users", "definitions", "settings", "audit")) {
            browser.open(page);
            browser.awaitText("Only a user with the tag administrator sees this page");
            assertThat(found("return document.querySelectorAll('main button, main input')"))
                    .as(page)
                    .isEmpty();
        }
        browser.open("nodes");
        browser.awaitText("Only a user with the tag monitoring sees this page");
    }

    /** Also where nothing is asked for again as long as all is well. */
    @Test
    void aPageComesBackWithTheNode() {
        logIn();
        ask("api/", "lose");
        browser.open("limits");
        browser.awaitText("The node does not answer");
        assertThat(found("return document.querySelectorAll('.skeleton')"))
                .as("it does not load")
                .isEmpty();
        ask("api/", "pass");
        browser.awaitText("Set a limit");
        assertThat(browser.text()).doesNotContain("does not answer");
    }

    @Test
    void aListComesBackWithTheNode() {
        logIn();
        ask("api/exchanges", "lose");
        browser.open("exchanges");
        browser.awaitText("The node does not answer");
        assertThat(found("return document.querySelectorAll('.skeleton')"))
                .as("it does not load")
                .isEmpty();
        ask("api/exchanges", "pass");
        browser.click("main button", "Try again");
        browser.awaitText("amq.fanout");
        assertThat(browser.text()).doesNotContain("does not answer");
    }

    @Test
    void whoIsLoggedOutIsToldWhy() {
        BROKER.api().put("/users/changing", Map.of("password", "old", "tags", "administrator"));
        browser.logIn("changing", "old");
        browser.awaitText("Overview");
        browser.open("limits");
        browser.click("main button", "Set a limit");
        browser.find("dialog input[name=value]");
        BROKER.api().put("/users/changing", Map.of("password", "new", "tags", "administrator"));
        browser.awaitText("Log in");
        Browser.await(
                "why",
                () -> browser.find(".login .error")
                        .getText()
                        .contains("The node does not take this password any more"));
        assertThat(found("return document.querySelectorAll('dialog')"))
                .as("nothing stands over the form")
                .isEmpty();
        browser.type("input[name=name]", "changing");
        browser.type("input[name=password]", "new");
        browser.find("form button").click();
        browser.awaitText("Set a limit");
    }

    @Test
    void aUserWithoutATagIsToldSo() {
        BROKER.api().put("/users/untagged", Map.of("password", "x", "tags", ""));
        browser.logIn("untagged", "x");
        browser.awaitText("This user has no tag that lets it in");
        assertThat(browser.text()).doesNotContain("Overview");
    }

    @Test
    void longNamesStayInTheirPlaces() throws Exception {
        channel.queueDeclare(LONG, true, false, false, Map.of("x-dead-letter-exchange", LONG));
        channel.exchangeDeclare(LONG, "topic", true, false, Map.of("alternate-exchange", LONG));
        channel.queueBind(LONG, LONG, LONG, Map.of(LONG, LONG));
        channel.basicPublish("", LONG, null, new byte[] {1, 2, 3});
        BROKER.api().put("/vhosts/" + LONG, Map.of("description", LONG));
        logIn();
        for (int width : new int[] {1400, 500}) {
            browser.resize(width, 900);
            for (String page : List.of(
                    "overview",
                    "queues",
                    "definitions",
                    "vhosts",
                    "queues/%2F/" + LONG,
                    "queues/%2F/" + LONG + "?tab=messages",
                    "queues/%2F/" + LONG + "?tab=policy",
                    "queues/%2F/" + LONG + "?tab=bindings",
                    "exchanges/%2F/" + LONG)) {
                browser.open(page);
                browser.awaitDrawn(page);
                assertThat(browser.script("return document.documentElement.scrollWidth <= innerWidth"))
                        .as("the page %s is no wider than %d", page, width)
                        .isEqualTo(true);
                assertThat(found(OUTSIDE)).as("%s at %d", page, width).isEmpty();
            }
        }
        browser.open("queues/%2F/" + LONG);
        browser.click(".head button", "Delete");
        browser.find("dialog input[name=typed]");
        assertThat(browser.script(
                        "const box = document.querySelector('dialog'); return box.scrollWidth - box.clientWidth"))
                .as("the dialog that asks for the name")
                .isEqualTo(0L);
        channel.queueDelete(LONG);
        BROKER.api().delete("/vhosts/" + LONG);
    }

    @Test
    void hugeFiguresStayApart() throws Exception {
        channel.queueDeclare("huge", true, false, false, null);
        logIn();
        String huge = "1234567890123";
        for (int width : new int[] {1400, 500}) {
            browser.resize(width, 900);
            browser.open("overview");
            browser.awaitDrawn("overview");
            ask(
                    "/huge?",
                    "{\"messages_ready\":" + huge + ",\"messages_unacknowledged\":" + huge + ",\"consumers\":" + huge
                            + ",\"message_bytes\":" + huge + "}");
            browser.open("queues/%2F/huge?width=" + width);
            Browser.await(
                    "the figures", () -> browser.find(".figures b").getText().equals("1.23T"));
            assertThat(found(TOUCHING)).as("at %d", width).isEmpty();
        }
    }

    /** Charts have their height before there is anything to draw. */
    @Test
    void nothingMovesWhenFiguresArrive() {
        logIn();
        browser.open("queues");
        browser.awaitDrawn("queues");
        ask("api/overview?lengths", "hold");
        browser.open("overview");
        Browser.await("it is asked for", () -> Boolean.TRUE.equals(browser.script("return Boolean(window.go)")));
        browser.find(".figures b");
        String heights = "return [...document.querySelectorAll('.cols > .card')].map(e => e.offsetHeight)";
        List<?> before = found(heights);
        assertThat(before).hasSize(2);
        browser.script("window.go()");
        browser.awaitDrawn("overview");
        assertThat(found(heights)).isEqualTo(before);
    }
}
