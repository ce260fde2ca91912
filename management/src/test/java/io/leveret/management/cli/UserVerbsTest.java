package io.leveret.management.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.remote.FakeCarrier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users, whose passwords never stand on a command line. */
class UserVerbsTest {
    private final FakeTerminal terminal = new FakeTerminal();
    private final FakeCarrier node = new FakeCarrier();
    private final ClientProgram program = new ClientProgram(terminal, call -> node, "1");

    @BeforeEach
    void prepare() {
        node.answer("GET /users/new", 404, "")
                .answer("PUT /users/new", 201, "")
                .answer("GET /users/old", 200, """
                        {"name":"old","password_hash":"aGFzaA==","hashing_algorithm":"rabbit_password_hashing_sha256",
                         "tags":["monitoring"]}""")
                .answer("PUT /users/old", 204, "");
    }

    private int run(String... words) {
        return program.run(words);
    }

    @Test
    void aPasswordIsTypedTwice() {
        terminal.passwords.add("secret");
        terminal.passwords.add("secret");
        assertThat(run("users", "add", "new", "--tags", "monitoring,management"))
                .isZero();
        assertThat(terminal.takeOut()).isEqualTo("added user 'new'\n");
        assertThat(node.asked)
                .last()
                .isEqualTo("PUT /users/new {\"tags\":[\"monitoring\",\"management\"],\"password\":\"secret\"}");
        terminal.passwords.add("secret");
        terminal.passwords.add("secert");
        assertThat(run("users", "add", "new")).isEqualTo(65);
        assertThat(terminal.takeErr()).isEqualTo("leveret: these were two passwords\n");
    }

    @Test
    void withoutATerminalItIsALineOfStandardInput() {
        terminal.input = "from a file\r\nnot this";
        assertThat(run("users", "set-password", "old")).isZero();
        assertThat(node.asked)
                .last()
                .isEqualTo("PUT /users/old {\"tags\":[\"monitoring\"],\"password\":\"from a file\"}");
        terminal.input = "";
        assertThat(run("users", "set-password", "old")).isEqualTo(65);
    }

    @Test
    void whoIsThereIsNotAddedAgainAndWhoIsNotIsNotChanged() {
        assertThat(run("users", "add", "old", "--no-password")).isEqualTo(65);
        assertThat(terminal.takeErr()).isEqualTo("leveret: there is a user 'old' already\n");
        assertThat(run("users", "set-tags", "new")).isEqualTo(67);
        assertThat(run("users", "set-password", "new")).isEqualTo(67);
        assertThat(node.asked).noneMatch(request -> request.startsWith("PUT"));
    }

    @Test
    void otherTagsLeaveThePasswordWhatItIs() {
        assertThat(run("users", "set-tags", "old", "administrator", "policymaker"))
                .isZero();
        assertThat(node.asked)
                .last()
                .isEqualTo("PUT /users/old {\"password_hash\":\"aGFzaA==\",\"hashing_algorithm\":"
                        + "\"rabbit_password_hashing_sha256\",\"tags\":[\"administrator\",\"policymaker\"]}");
        assertThat(run("users", "set-tags", "old")).isZero();
        assertThat(node.asked).last().asString().endsWith("\"tags\":[]}");
    }

    @Test
    void aHashTakesThePlaceOfAPassword() {
        assertThat(run("users", "add", "new", "--hash", "abc=")).isZero();
        assertThat(node.asked).last().isEqualTo("PUT /users/new {\"tags\":[],\"password_hash\":\"abc=\"}");
        assertThat(terminal.prompts).isEmpty();
    }
}
