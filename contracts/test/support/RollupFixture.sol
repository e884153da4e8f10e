// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProverRegistry} from "../../src/interfaces/IProverRegistry.sol";
import {
    ContributionProof,
    Deployment,
    IRollup,
    ProofSubmission,
    Proposal,
    RewardClaim,
    Settings,
    Status
} from "../../src/interfaces/IRollup.sol";
import {ITrellisToken} from "../../src/interfaces/ITrellisToken.sol";
import {IVerifier} from "../../src/interfaces/IVerifier.sol";
import {ProofTree, ProofTreeLib} from "./ProofTree.sol";
import {Test} from "./Test.sol";
import {Wallet} from "./Vm.sol";
import {ERC20} from "solady/tokens/ERC20.sol";

/// @notice A deployed rollup with 12 provers and two funded proposers, and the steps of a block's life.
abstract contract RollupFixture is Test {
    using ProofTreeLib for ProofTree;

    uint256 internal constant P = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    /// @dev Grumpkin's generator, and its double.
    uint256 internal constant KEY_X = 1;
    uint256 internal constant KEY_Y = 17631683881184975370165255887551781615748388533673675138860;
    uint256 internal constant KEY2_X = 3078034153852398078128400807926804309327113743808504829582559963737223069694;
    uint256 internal constant KEY2_Y = 12696890884641142049456609402511852099066095483298083855939691685001536962732;
    uint256 internal constant PROVER_SIGNER = 0xBEEF;
    uint256 internal constant ALICE_KEY = 0xA11CE;
    uint256 internal constant BOB_KEY = 0xB0B;
    uint256 internal constant VK_SET_HASH = 77;
    uint256 internal constant GENESIS = 0x6e;
    uint96 internal constant STAKE = 100e18;
    uint96 internal constant MIN_STAKE = 50e18;
    uint32 internal constant EXIT_DELAY = 7 days;
    bytes32 internal constant TRANSCRIPT = keccak256("transcript");

    address internal alice;
    address internal bob;
    IRollup internal rollup;
    ITrellisToken internal token;
    ERC20 internal second;
    IProverRegistry internal registry;
    IVerifier internal verifier;

    function setUp() public virtual {
        vm.warp(1_700_000_000);
        vm.chainId(31337);
        (alice, bob) = (vm.addr(ALICE_KEY), vm.addr(BOB_KEY));
        deploy();
        joinProvers(12);
        fund(alice, 1_000e18);
        fund(bob, 1_000e18);
    }

    function settings() internal pure virtual returns (Settings memory) {
        return Settings({
            proposalWindow: 60,
            proofWindow: 600,
            inclusionDelay: 30 days,
            minBurnBid: 1e15,
            bond: 1e18,
            blockReward: 10e18,
            leafWeight: 1,
            mergeWeight: 3,
            rootWeight: 4,
            uncommittedFactorBps: 5_000,
            targetProvers: 4,
            alphaMin: 16,
            alphaMax: 40,
            uncles: 0,
            uncleReward: 0,
            fairPay: false,
            pipelined: false
        });
    }

    function deploy() internal {
        address predicted = addressFrom(address(this), vm.getNonce(address(this)) + 4);
        token = newToken(predicted, address(this), 10_000_000e18);
        second = newDevelopmentToken("Second", "SEC", address(this), 10_000_000e18);
        registry = newRegistry(address(token), STAKE, MIN_STAKE, EXIT_DELAY, slasherOf(predicted));
        verifier = newVerifier(vm.addr(PROVER_SIGNER));
        rollup = newRollup(settings(), parts());
        afterRollup();
        vm.assertEq(address(rollup), predicted);
        token.approve(address(rollup), type(uint256).max);
        second.approve(address(rollup), type(uint256).max);
        token.approve(address(registry), type(uint256).max);
    }

    /// @notice Deploys a contract at the address after the rollup's.
    function afterRollup() internal virtual {}

    /// @notice The contract that may slash. It is the rollup, unless a test overrides this.
    function slasherOf(address rollup_) internal virtual returns (address) {
        return rollup_;
    }

    function parts() internal view returns (Deployment memory) {
        return Deployment({
            token: address(token),
            secondAsset: address(second),
            registry: address(registry),
            verifier: address(verifier),
            vkSetHash: VK_SET_HASH,
            genesisStateRoot: GENESIS
        });
    }

    /// @notice Address of the contract that `deployer` creates at a nonce of 1 .. 127.
    function addressFrom(address deployer, uint256 nonce) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", deployer, uint8(nonce))))));
    }

    function payoutOf(uint256 seat) internal pure returns (address) {
        return address(uint160(0x7000 + seat));
    }

    function joinProvers(uint256 count) internal {
        uint256 first = registry.seatCount();
        for (uint256 seat = first; seat < first + count; ++seat) {
            join(1000 + seat, payoutOf(seat));
        }
    }

    /// @notice Takes a seat for the key of `secret`.
    function join(uint256 secret, address payout) internal returns (uint16 seat) {
        Wallet memory wallet = vm.createWallet(secret);
        (bytes32 r, bytes32 s) = joinSignature(secret, address(registry), payout);
        return registry.join(bytes32(wallet.publicKeyX), bytes32(wallet.publicKeyY), payout, r, s);
    }

    function fund(address account, uint256 amount) internal {
        rollup.depositBalance(account, amount);
    }

    /// @notice A proposal of `proposer` for the round that `status` shows.
    function proposalBy(address proposer, uint96 burnBid) internal view returns (Proposal memory) {
        Status memory s = rollup.status();
        return Proposal({
            height: s.height,
            round: s.round,
            parent: s.head,
            depth: 2,
            orderCommitment: keccak256(abi.encode(proposer)) >> 8,
            proverShareBps: 7_000,
            burnBid: burnBid,
            proposer: proposer,
            expiry: uint64(block.timestamp + 1 days)
        });
    }

    function commitBy(Proposal memory proposal, uint256[8] memory bitmap) internal returns (bytes32) {
        vm.prank(proposal.proposer);
        return rollup.commit(proposal, TRANSCRIPT, bitmap, "");
    }

    /// @notice A tree of depth 2 (7 nodes) shared by `seats` in turn.
    function treeOf(uint16 first, uint256 seats) internal pure returns (ProofTree memory) {
        uint16[] memory list = new uint16[](seats);
        for (uint256 i; i < seats; ++i) {
            list[i] = first + uint16(i);
        }
        return ProofTreeLib.build(2, list);
    }

    /// @notice A block proof of `proposal` by the seats of `tree`, with a good signature.
    function submissionOf(Proposal memory proposal, uint256[8] memory committed, ProofTree memory tree)
        internal
        view
        returns (ProofSubmission memory submission)
    {
        submission.proposal = proposal;
        submission.transcriptRoot = TRANSCRIPT;
        submission.committedBitmap = committed;
        submission.provenBitmap = tree.bitmap();
        submission.stateAfter = uint256(keccak256(abi.encode(proposal))) >> 8;
        submission.contributionsHash = tree.hash(0);
        submission.messageCount = rollup.status().messagesConsumed;
        submission.data = dataOf(proposal.depth, uint8(proposal.height));
        sign(submission);
    }

    /// @notice (Re-)signs a submission's public inputs as the development prover does.
    function sign(ProofSubmission memory submission) internal view {
        submission.proof = signInputs(expectedInputs(submission));
    }

    function signInputs(bytes memory inputs) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(PROVER_SIGNER, keccak256(abi.encodePacked("trellis/simulated/v1", inputs)));
        return abi.encodePacked(r, s, v);
    }

    /// @notice `BlockOutputs` of docs/spec/encoding.md, written independently of the contracts.
    function expectedInputs(ProofSubmission memory s) internal view returns (bytes memory) {
        Status memory now_ = rollup.status();
        bytes memory head = abi.encodePacked(
            VK_SET_HASH,
            block.chainid * 2 ** 160 + uint160(address(rollup)),
            halves(rollup.proposalIdOf(s.proposal)),
            uint256(s.proposal.depth),
            s.proposal.orderCommitment,
            now_.stateRoot,
            s.stateAfter,
            halves(naiveDataHash(s.data)),
            halves(s.contributionsHash)
        );
        bytes memory limbs;
        for (uint256 i; i < 16; ++i) {
            limbs = abi.encodePacked(limbs, (s.provenBitmap[i / 2] >> (i % 2 * 128)) % 2 ** 128);
        }
        return abi.encodePacked(
            head,
            uint256(s.fees),
            halves(rollup.rollingHash(now_.messagesConsumed)),
            halves(rollup.rollingHash(s.messageCount)),
            halves(now_.proverSetRoot),
            limbs
        );
    }

    function halves(bytes32 value) internal pure returns (bytes memory) {
        return abi.encodePacked(uint256(value) / 2 ** 128, uint256(value) % 2 ** 128);
    }

    function dataOf(uint8 depth, uint8 fill) internal pure returns (bytes memory data) {
        data = new bytes(160 << depth);
        for (uint256 i; i < data.length; i += 20) {
            data[i] = bytes1(fill);
        }
    }

    /// @notice SHA-256 tree over 160-byte leaves, by halving.
    function naiveDataHash(bytes memory data) internal pure returns (bytes32) {
        if (data.length <= 160) return sha256(data);
        return sha256(
            abi.encodePacked(
                naiveDataHash(part(data, 0, data.length / 2)),
                naiveDataHash(part(data, data.length / 2, data.length / 2))
            )
        );
    }

    function part(bytes memory data, uint256 from, uint256 length) internal pure returns (bytes memory piece) {
        piece = new bytes(length);
        for (uint256 i; i < length; ++i) {
            piece[i] = data[from + i];
        }
    }

    /// @notice Commits and, in the proof window, proves a proposal of `proposer` by seats `first .. first + seats − 1`.
    function proveBy(Proposal memory proposal, uint16 first, uint256 seats) internal {
        ProofTree memory tree = treeOf(first, seats);
        rollup.submitProof(submissionOf(proposal, tree.bitmap(), tree));
    }

    /// @notice A claim for one node.
    function claimOf(bytes32 id, uint256[8] memory committed, ContributionProof memory proof)
        internal
        pure
        returns (RewardClaim[] memory claims)
    {
        claims = new RewardClaim[](1);
        claims[0] = RewardClaim(id, TRANSCRIPT, committed, new ContributionProof[](1));
        claims[0].contributions[0] = proof;
    }

    function toProofWindow() internal {
        vm.warp(rollup.status().proofStart);
    }

    function toEnd() internal {
        vm.warp(rollup.status().proofEnd);
    }

    /// @notice Runs one block of `proposer` to its end: committed and proven by seats 0 .. 3.
    function runBlock(address proposer) internal returns (bytes32 proposalId, Proposal memory proposal) {
        proposal = proposalBy(proposer, 1e18);
        ProofTree memory tree = treeOf(0, 4);
        proposalId = commitBy(proposal, tree.bitmap());
        toProofWindow();
        rollup.submitProof(submissionOf(proposal, tree.bitmap(), tree));
        toEnd();
        rollup.finalize();
    }

    /// @notice The slot below 64 that holds `value`. It is for tests of limits that no test could reach by calls.
    function slotHolding(bytes32 value) internal view returns (bytes32) {
        for (uint256 slot; slot < 64; ++slot) {
            if (vm.load(address(rollup), bytes32(slot)) == value) return bytes32(slot);
        }
        revert("no slot holds the value");
    }
}
