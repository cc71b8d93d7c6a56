"""Small real models, made here with random weights: the shapes that other people's embedders and rerankers have."""

import shutil
from pathlib import Path
from typing import Any

from vectorstore.settings import hush
from vectorstore.weights import shipped_weights

hush()

WORDS = ("The bridge over the Talmer reopened on Monday, said the mayor of Brennick. Some 340 people were moved to "
         "safety. Die Brücke über die Talmer ist wieder offen. Le pont est rouvert. Il ponte è di nuovo aperto.")


def cls_model(folder: Path, *, width: int = 32, prompts: dict[str, str] | None = None) -> Path:
    """Write a BERT of two layers that pools by its first token, does not normalise and reads 48 tokens."""
    from transformers import AutoTokenizer, BertConfig, BertModel

    tokenizer = AutoTokenizer.from_pretrained(str(shipped_weights()))
    config = BertConfig(vocab_size=len(tokenizer), hidden_size=width, num_hidden_layers=2, num_attention_heads=2,
                        intermediate_size=64, initializer_range=0.4)
    return _save(folder, BertModel(config), tokenizer, pooling="cls", width=width, length=48, prompts=prompts)


def multilingual_model(folder: Path, *, width: int = 24) -> Path:
    """Write an XLM-R of two layers that pools by the mean: pieces of a vocabulary of its own, no token types."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast, XLMRobertaConfig, XLMRobertaModel

    pieces = Tokenizer(models.Unigram())
    pieces.normalizer = normalizers.NFKC()
    pieces.pre_tokenizer = pre_tokenizers.Metaspace()
    pieces.decoder = decoders.Metaspace()
    pieces.train_from_iterator([WORDS] * 20, trainers.UnigramTrainer(
        vocab_size=300, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False))
    pieces.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=pieces, bos_token="<s>", eos_token="</s>", cls_token="<s>", sep_token="</s>",
        pad_token="<pad>", unk_token="<unk>", model_input_names=["input_ids", "attention_mask"], model_max_length=128)
    config = XLMRobertaConfig(vocab_size=len(tokenizer), hidden_size=width, num_hidden_layers=2, num_attention_heads=2,
                              intermediate_size=48, max_position_embeddings=130, type_vocab_size=1, pad_token_id=1,
                              initializer_range=0.4)
    return _save(folder, XLMRobertaModel(config), tokenizer, pooling="mean", width=width, length=128, prompts=None)


def narrow_model(folder: Path, *, shift: float) -> Path:
    """Write the shipped model with a constant added to its last layer: everything is near everything, as with E5, and
    each text still nearest to what it was nearest to."""
    from safetensors.torch import load_file, save_file

    shutil.copytree(shipped_weights(), folder)
    weights = load_file(folder / "model.safetensors")
    name = next(name for name in weights if name.endswith("layer.5.output.LayerNorm.bias"))
    weights[name] = weights[name] + shift
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def cross_encoder(folder: Path) -> Path:
    """Write a BERT of two layers that scores a question and a passage together."""
    from sentence_transformers import CrossEncoder
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    tokenizer = AutoTokenizer.from_pretrained(str(shipped_weights()))
    config = BertConfig(vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
                        intermediate_size=64, num_labels=1, initializer_range=0.4)
    BertForSequenceClassification(config).save_pretrained(folder / "plain")
    tokenizer.save_pretrained(folder / "plain")
    CrossEncoder(str(folder / "plain"), device="cpu", local_files_only=True).save_pretrained(str(folder))
    shutil.rmtree(folder / "plain")
    return folder


def _save(folder: Path, model: Any, tokenizer: Any, *, pooling: str, width: int, length: int,
          prompts: dict[str, str] | None) -> Path:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    plain = folder / "plain"
    model.save_pretrained(plain)
    tokenizer.save_pretrained(plain)
    modules = [Transformer(str(plain), max_seq_length=length), Pooling(width, pooling)]
    SentenceTransformer(modules=modules, device="cpu", prompts=prompts).save(str(folder))
    shutil.rmtree(plain)
    return folder
