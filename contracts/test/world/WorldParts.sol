// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {CourtSettings, Proposal, Settings} from "../../src/Types.sol";
import {RollupParts} from "../fixtures/RollupParts.sol";
import {HookedToken} from "../support/HookedToken.sol";
import {Accomplice} from "./Accomplice.sol";
import {ERC20} from "solady/tokens/ERC20.sol";

/// @notice A block that somebody committed to, as all who watch L1 and gossip know it.
struct Tracked {
    Proposal proposal;
    bytes32 id;
    /// @dev By its committed seats: they, its bid and its α are fixed by the commitment.
    uint256 provisional;
    /// @dev Masked, of the seats 0 .. 255.
    uint256 committed;
    /// @dev Seats whose votes exist: only in their name can a node be proven as committed.
    uint256 voted;
    // From here to `isNamed` it is one word: what a look at all blocks reads.
    uint32 roundId;
    uint16 transcript;
    /// @dev Sets of nodes: claimed by their named seats; proven by a seat of the adversary and shown to all.
    uint8 claimed;
    uint8 shown;
    bool isOwn;
    bool isHidden;
    uint40 revealedAt;
    uint8 kept;
    /// @dev What its honest provers knew of it when they last thought about a proof; 0 before.
    uint24 thought;
    /// @dev When honest actors look at it next.
    uint40 wakeAt;
    // What came of it.
    bool isFinal;
    bool isSettled;
    bool isRefunded;
    bool isPaid;
    bool isWithdrawn;
    bool isNamed;
    // What it does on L2, known once its parent is final.
    bool isBuilt;
    uint64 messageCount;
    uint128 fees;
    uint8 payer;
    uint8 leaver;
    uint8 asset;
    uint96 withdrawn;
    uint256 stateBefore;
    /// @dev Known once somebody proves it.
    uint256 stateAfter;
}

/// @notice A kept proof as its event shows it.
struct Kept {
    bytes words;
    uint256 provers;
}

/// @notice Whom a proposer named: the seat of each node.
struct Transcript {
    uint16[7] seats;
    bytes32 root;
}

/// @notice What users own on L2: four accounts, and the pool.
struct Ledger {
    uint256[2][4] balances;
    uint256[2] reserves;
}

/// @notice A message of the queue.
struct Message {
    uint8 kind;
    uint8 asset;
    uint8 account;
    uint96 amount;
}

/// @notice All contracts as deployed, the actors of a world, and what they know. Seats 0 to 3 are honest, 4 to 6 the adversary's.
abstract contract WorldParts is RollupParts {
    uint16 internal constant NOBODY = 0xffff;
    uint16 internal constant C = 0x8000;
    uint8 internal constant HONEST = 4;
    uint8 internal constant DEPOSIT = 1;
    uint8 internal constant OTHER = 2;
    uint8 internal constant SEED = 5;
    /// @dev Time after the proof window in which those who are not in a hurry act.
    uint256 internal constant LATER = 2 minutes;

    /// @dev The adversary, and a contract of its own. Users of L2: two honest ones and these two.
    address internal mallory;
    Accomplice internal accomplice;
    address[4] internal users;
    uint256[2][4] internal l2Keys;

    Tracked[] internal blocks;
    /// @dev Place + 1 of the first block of a round.
    mapping(uint32 roundId => uint256) private _firstPlusOne;
    /// @dev Blocks before it are done with.
    uint256 internal firstOpen;
    mapping(bytes32 proposalId => uint256) internal placePlusOne;
    mapping(uint256 place => Kept[]) internal keptOf;
    Transcript[] internal transcripts;
    mapping(bytes32 seatsHash => uint256) private _transcriptPlusOne;

    Ledger internal ledger;
    Message[] internal messages;
    /// @dev By the block after which it holds; of the genesis, that of nothing.
    mapping(bytes32 proposalId => Ledger) private _ledgerAfter;
    mapping(bytes32 ledgerHash => uint256) private _rootOf;
    mapping(bytes32 fieldsHash => uint256) private _leafOf;
    /// @dev What `settings()` has, and for how long a case may run: to read a word is cheaper than to make them all again.
    Settings internal rules;
    uint256 internal caseTime;
    /// @dev Poseidon2 nodes of an empty tree of entries; root and nodes of the states of all blocks, by number, for both depths.
    uint256[13] internal emptyEntries;
    /// @dev SHA-256 of a leaf of no-ops, and of two.
    bytes32[2] internal emptyData;
    uint256[7] internal states2;
    uint256[3] internal states1;

    /// @notice How often each kind of thing has happened.
    mapping(string what => uint256 times) public did;
    /// @notice The first rule that was broken; empty while all hold.
    string public broken;

    function rewardsArtifact() internal pure override returns (string memory) {
        return "Rewards.sol";
    }

    function bridgeArtifact() internal pure override returns (string memory) {
        return "Bridge.sol";
    }

    function courtArtifact() internal pure override returns (string memory) {
        return "SlashingCourt.sol";
    }

    function newSecondAsset() internal override returns (ERC20) {
        return new HookedToken(address(this), 10_000_000e18);
    }

    function seatsAtStart() internal pure override returns (uint256) {
        return 0;
    }

    function exitDelay() internal pure override returns (uint32) {
        return 20 minutes;
    }

    function isPipelined() internal view virtual returns (bool) {
        return false;
    }

    function settings() internal view virtual override returns (Settings memory s) {
        s = super.settings();
        s.proofWindow = 240;
        s.pipelined = isPipelined();
    }

    function courtSettings() internal pure override returns (CourtSettings memory) {
        return CourtSettings(60, 240, 2, 1e17, 1 hours, 100);
    }

    function setUp() public virtual override {
        super.setUp();
        rules = settings();
        caseTime = uint256(courtSettings().reportWindow) + courtSettings().contestWindow;
        mallory = address(0xbad);
        accomplice = new Accomplice();
        accomplice.watch(HookedToken(address(other)));
        users = [address(0x5e40), address(0x5e41), mallory, address(accomplice)];
        string memory escapes = vm.readFile("../packages/protocol/vectors/escapes.json");
        for (uint256 i; i < 4; ++i) {
            string memory path = string.concat(".accounts[", vm.toString(i), "].key");
            l2Keys[i] = [
                vm.parseJsonUint(escapes, string.concat(path, "X")), vm.parseJsonUint(escapes, string.concat(path, "Y"))
            ];
        }
        for (uint256 level; level < 12; ++level) {
            emptyEntries[level + 1] = hasher.hash2(emptyEntries[level], emptyEntries[level]);
        }
        for (uint256 n = 7; n > 0; --n) {
            states2[n - 1] = n < 4 ? hasher.hash2(states2[2 * n - 1], states2[2 * n]) : 100 + n;
        }
        emptyData[0] = sha256(new bytes(160));
        emptyData[1] = sha256(abi.encodePacked(emptyData[0], emptyData[0]));
        (states1[1], states1[2]) = (201, 202);
        states1[0] = hasher.hash2(201, 202);
        endow();
    }

    /// @dev Everybody's tokens, seats and first deposits on L2.
    function endow() private {
        joinSeats(HONEST);
        for (uint256 n = HONEST; n < 7; ++n) {
            join(secretOf(n), mallory);
        }
        fund(mallory, 500e18);
        fund(address(accomplice), 500e18);
        for (uint8 i; i < 4; ++i) {
            token.transfer(users[i], 1_000e18);
            other.transfer(users[i], 1_000e18);
            vm.startPrank(users[i]);
            token.approve(address(vault), type(uint256).max);
            other.approve(address(vault), type(uint256).max);
            vm.stopPrank();
            deposit(i, 0, 10e18);
            deposit(i, 1, 5e18);
        }
    }

    function addBlock(Tracked memory t) internal returns (uint256 place) {
        place = blocks.length;
        blocks.push(t);
        placePlusOne[t.id] = place + 1;
        if (_firstPlusOne[t.roundId] == 0) _firstPlusOne[t.roundId] = place + 1;
    }

    /// @dev Where a look for the open blocks of a round begins.
    function firstIn(uint32 roundId) internal view returns (uint256 place) {
        uint256 plusOne = _firstPlusOne[roundId];
        place = plusOne == 0 ? blocks.length : plusOne - 1;
        if (place < firstOpen) place = firstOpen;
    }

    function deposit(uint8 user, uint8 asset, uint96 amount) internal {
        vm.prank(users[user]);
        bridge.deposit(asset, l2Keys[user][0], l2Keys[user][1], users[user], amount, type(uint256).max);
        messages.push(Message(DEPOSIT, asset, user, amount));
    }

    function fail(string memory what) internal {
        if (bytes(broken).length == 0) broken = what;
    }

    function require_(bool holds, string memory what) internal {
        if (!holds) fail(what);
    }

    // --- Whom proposers name -----------------------------------------------------------------------------------------

    /// @dev Place of the transcript that names these seats, each by a vote for the whole tree with a slot of its own.
    function transcriptOf(uint16[7] memory seats) internal returns (uint16) {
        bytes32 key = keccak256(abi.encode(seats));
        uint256 plusOne = _transcriptPlusOne[key];
        if (plusOne == 0) {
            transcripts.push(Transcript(seats, rootOfEntries(seats)));
            _transcriptPlusOne[key] = plusOne = transcripts.length;
        }
        return uint16(plusOne - 1);
    }

    function entryAt(uint16[7] memory seats, uint256 node) internal pure returns (uint56) {
        return node > 6 || seats[node] == NOBODY ? 0 : entryOf(seats[node], 0, 0, uint16(node));
    }

    /// @dev Root of a tree of 4,096 entries, of which all but the first eight are empty.
    function rootOfEntries(uint16[7] memory seats) private view returns (bytes32) {
        uint256[8] memory row;
        for (uint256 i; i < 8; ++i) {
            row[i] = entryAt(seats, i);
        }
        for (uint256 size = 4; size != 0; size /= 2) {
            for (uint256 i; i < size; ++i) {
                row[i] = hasher.hash2(row[2 * i], row[2 * i + 1]);
            }
        }
        uint256[] memory above = new uint256[](9);
        for (uint256 i; i < 9; ++i) {
            above[i] = emptyEntries[3 + i];
        }
        return bytes32(hasher.root(row[0], 0, above));
    }

    /// @dev Siblings of a node's entry in a tree of 4,096.
    function entryPath(uint16[7] memory seats, uint256 node) internal view returns (uint256[] memory siblings) {
        siblings = new uint256[](12);
        uint256[8] memory row;
        for (uint256 i; i < 8; ++i) {
            row[i] = entryAt(seats, i);
        }
        uint256 size = 8;
        for (uint256 level; level < 12; ++level) {
            uint256 sibling = (node >> level) ^ 1;
            siblings[level] = sibling < size ? row[sibling] : emptyEntries[level];
            size /= 2;
            for (uint256 i; i < size; ++i) {
                row[i] = hasher.hash2(row[2 * i], row[2 * i + 1]);
            }
        }
    }

    // --- What users own on L2 ----------------------------------------------------------------------------------------

    /// @dev Most accounts are as they were before the last block.
    function leafOf(Ledger memory l, uint256 account) private returns (uint256 leaf) {
        bytes32 key = keccak256(abi.encode(account, l.balances[account]));
        leaf = _leafOf[key];
        if (leaf == 0) leaf = _leafOf[key] = hasher.hash(accountFields(l, account));
    }

    function accountFields(Ledger memory l, uint256 account) internal view returns (uint256[] memory fields) {
        fields = new uint256[](5);
        (fields[0], fields[1]) = (l2Keys[account][0], l2Keys[account][1]);
        (fields[3], fields[4]) = (l.balances[account][0], l.balances[account][1]);
    }

    /// @dev Siblings of an account's leaf: four accounts in a tree of 2^20, in which nobody else is.
    function accountPath(Ledger memory l, uint256 account) internal returns (uint256[] memory siblings) {
        siblings = new uint256[](20);
        siblings[0] = leafOf(l, account ^ 1);
        uint256 first = (account & 2) ^ 2;
        siblings[1] = hasher.hash2(leafOf(l, first), leafOf(l, first + 1));
    }

    function stateFields(Ledger memory l) internal returns (uint256[] memory fields) {
        fields = new uint256[](6);
        fields[0] = hasher.root(leafOf(l, 0), 0, accountPath(l, 0));
        (fields[1], fields[2]) = (l.reserves[0], l.reserves[1]);
    }

    function stateRootOf(Ledger memory l) internal returns (uint256 root) {
        bytes32 key = keccak256(abi.encode(l));
        root = _rootOf[key];
        if (root == 0) root = _rootOf[key] = hasher.hash(stateFields(l));
    }

    function noteLedger(bytes32 proposalId, Ledger memory l) internal {
        (ledger, _ledgerAfter[proposalId]) = (l, l);
    }

    /// @dev The ledger after a block that was built. What it does was fixed then.
    /// @param from Messages that its parent and those below have consumed.
    function afterBlock(Tracked storage t, uint64 from) internal view returns (Ledger memory l) {
        l = _ledgerAfter[t.proposal.parent];
        for (uint64 m = from; m < t.messageCount; ++m) {
            Message memory message = messages[m];
            if (message.kind == DEPOSIT) l.balances[message.account][message.asset] += message.amount;
            if (message.kind == SEED) l.reserves[message.asset] += message.amount;
        }
        l.balances[t.payer][0] -= t.fees;
        l.balances[t.leaver][t.asset] -= t.withdrawn;
    }
}
